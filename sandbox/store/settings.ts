import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PortalKind, ProfileName } from '../profiles/profile.js';

/** What stays the same for a portal's whole life. */
export interface Settings {
  kind: PortalKind;
  /** Product and version that it last ran as. */
  profile?: ProfileName;
  orgId: string;
  /** Key that tokens and download addresses are signed with. */
  secret: string;
  /** By listener: 'portal-http', 'server-https', … */
  ports: Record<string, number>;
  created: number;
}

/**
 * The settings of the portal in `dir`, undefined before its first start. They are a file of their own because they must be known
 * before the databases are opened: only who got the portal's ports may touch those.
 */
export function readSettings(dir: string): Settings | undefined {
  const file = join(dir, 'portal.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Settings) : undefined;
}

export function writeSettings(dir: string, settings: Settings): Settings {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'portal.json');
  writeFileSync(`${file}.new`, JSON.stringify(settings, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return settings;
}

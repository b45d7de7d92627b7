import { Agent, fetch } from 'undici';
import type { PortalContext } from '../portal/portal-context.js';

/** Minutes that a token for the questions of one page lives. */
const MINUTES = 1;

/**
 * Asks a service of the portal over HTTP, as its administrator: the pages show everything. Undefined if there is no answer, or a
 * refusal.
 * @param address below the server's root, with http or https
 */
export async function askService<T>(
  portal: PortalContext,
  address: string,
  params: Record<string, string> = {},
): Promise<T | undefined> {
  const body = new URLSearchParams({ f: 'json', token: viewerToken(portal, MINUTES), ...params });
  try {
    const answer = await fetchOwn(portal, address, { method: 'POST', body });
    const json = (await answer.json()) as T & { error?: unknown };
    return json.error === undefined ? json : undefined;
  } catch {
    return undefined;
  }
}

/** The certificate may be a wrong one on purpose; what is asked is the portal itself, on this machine. */
const agent = new Agent({ connect: { rejectUnauthorized: false } });

/** Asks an address of the portal's own listeners: by HTTP, or by HTTPS if it refuses HTTP. */
export function fetchOwn(
  portal: PortalContext,
  address: string,
  init: { method?: 'POST'; body?: URLSearchParams } = {},
): ReturnType<typeof fetch> {
  const stored = portal.addresses.toStored(address) ?? address;
  const own = portal.switches.allSSL ? (portal.addresses.toClient(stored, true) ?? stored) : stored;
  return fetch(own, { ...init, dispatcher: agent, signal: AbortSignal.timeout(15_000) });
}

/** A token that the server of the portal takes, of the first administrator. */
export function viewerToken(portal: PortalContext, minutes: number): string {
  const administrator = portal.store.users.find((user) => user.role === 'org_admin' && !user.disabled);
  return portal.tokens.issue(administrator?.username ?? '', 'server', minutes, null).token;
}

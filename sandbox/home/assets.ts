import { existsSync } from 'node:fs';
import path from 'node:path';
import { FileAnswer } from '../http/answers.js';

/** The map library lies where it was installed, the programs for the browser where the build leaves them. */
const ASSETS: Record<string, [file: () => string, type: string]> = {
  'ol.js': [() => require.resolve('ol/dist/ol.js'), 'text/javascript;charset=utf-8'],
  'ol.css': [() => require.resolve('ol/ol.css'), 'text/css;charset=utf-8'],
};

const SCRIPTS = path.join(__dirname, '..', '..', '.editor', 'sandbox', 'home', 'browser');

/** A file that pages load; undefined if there is none by that name. */
export function assetOf(name: string): FileAnswer | undefined {
  const known = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
  if (known) return new FileAnswer(known[0](), known[1]);
  if (!/^[a-z-]+\.mjs$/.test(name)) return undefined;
  const file = path.join(SCRIPTS, name);
  return existsSync(file) ? new FileAnswer(file, 'text/javascript;charset=utf-8') : undefined;
}

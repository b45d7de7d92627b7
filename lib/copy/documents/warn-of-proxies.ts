import { visitStrings } from '../../references/visit-strings.js';
import type { CopyJob } from '../copy-job.js';

/** A service that a portal passes on with the user name and password that are stored with its item. */
const STORED = /\/(?:sharing|usrsvcs)\/servers\//i;
/** A service that a portal passes on for one app, with its limits of use. */
const OF_AN_APP = /\/(?:sharing|usrsvcs)\/appservices\//i;

/**
 * Says which services will not answer the copy as they answer the source item: those behind a proxy of the source's portal, whose passwords and limits
 * no portal tells (https://developers.arcgis.com/documentation/security-and-authentication/app-authentication/).
 */
export function warnOfProxies(job: CopyJob, content: unknown): void {
  if (STORED.test(job.item.url ?? '')) {
    job.warn(
      'CREDENTIALS_NOT_COPIED',
      `The ${job.label} stores a user name and password for its service, which no portal tells. Enter them in the settings of the copy: until then its layers stay empty.`,
      'item:$.url',
    );
  }
  const places: string[] = [];
  visitStrings(content, ({ text, path }) => {
    if (OF_AN_APP.test(text)) places.push(path);
  });
  const { appProxies } = job.item;
  const first = places[0] ?? (Array.isArray(appProxies) && appProxies.length > 0 ? 'item' : undefined);
  if (first === undefined) return;
  job.warn(
    'PROXY_NOT_COPIED',
    `${Math.max(places.length, 1)} address(es) lead through a proxy that the source made for this app (limits of use, or stored passwords). Set that up again for the copy.`,
    first === 'item' ? 'item:$.appProxies' : `data:${first}`,
  );
}

import { kindOf } from '../../items/item-kinds.js';
import { readItem } from '../../items/read-item.js';
import { clientIds } from '../../references/client-ids.js';
import { rewriteReferences } from '../../references/rewrite-references.js';
import type { CopyJob } from '../copy-job.js';
import { isRefusal } from '../identity/origins.js';
import { register, registrationOf, registrationWith, setRedirects } from './registrations.js';

/** Items that are there to be registered. */
const APPLICATION = /^(?:Mobile )?Application$/;

/** Applications of the source that documents name by their client ids: the item of each by that id. */
export type NamedApps = ReadonlyMap<string, string>;

/** The registered applications that documents name. What another portal registered, and what the signed-in user may not see, is not among them. */
export async function namedApps(job: CopyJob, documents: readonly unknown[]): Promise<NamedApps> {
  const found = new Map<string, string>();
  // A site is registered together with its address, which its copy gets later.
  if (kindOf(job.item).format === 'site') return found;
  for (const id of new Set(documents.flatMap(clientIds))) {
    const app = await registrationWith(job.source, id, job.signal);
    if (app) found.set(id, app.itemId);
    else {
      job.warn(
        'CLIENT_ID_KEPT',
        `The ${job.label} names the client id ${id}, of which the source tells nothing to the signed-in user, so it stays. A client id is valid in its own portal only: register the application in the target, and put its client id into the copy.`,
      );
    }
  }
  return found;
}

/** Whether an item is a registered application, or may be: then its copy is registered as one as well. */
export function isRegistered({ item }: CopyJob, apps: NamedApps): boolean {
  return APPLICATION.test(item.type) || [...apps.values()].includes(item.id);
}

/**
 * Registers the copy of a registered application, with the same kind and the same addresses to return to after the sign-in, as far as it is not
 * registered yet. The portal gives it a client id and a secret of its own; privileges of its own have to be given by a person.
 */
export async function registerCopy(job: CopyJob, copy: { id: string; owner: string }): Promise<void> {
  const app = await registrationOf(job.source, job.item, job.signal);
  if (!app) return sayUnknown(job);
  if (app.type.toLowerCase() === 'apikey') {
    job.warn(
      'APP_NOT_REGISTERED',
      `The ${job.label} is an API key. No key is copied: make one in the target, and give it to what uses the old one.`,
    );
    return;
  }
  try {
    const redirectUris = rewriteReferences(app.redirectUris, job.rewriting).document;
    const there = await registrationOf(job.target, copy, job.signal);
    if (there) {
      const missing = redirectUris.filter((uri) => !there.redirectUris.includes(uri));
      const all = [...there.redirectUris, ...missing];
      if (missing.length > 0) await setRedirects(job.target, there.clientId, all, job.signal);
      job.clients[app.clientId] = there.clientId;
      return;
    }
    const made = await register(job.target, copy.id, { ...app, redirectUris }, job.signal);
    job.clients[app.clientId] = made.clientId;
    job.warn(
      'APP_REGISTERED',
      `The copy of the ${job.label} was registered in the target and has a client id of its own there, ${made.clientId}, and another secret, which its owner finds in the settings of the item. Documents that are copied get the new client id; give it (and the secret, if it uses one) to every other program that signs in with the old one, and check the addresses to return to: ${redirectUris.join(', ') || 'there are none'}.${app.privileges.length > 0 ? ' Privileges of the application itself were not carried over: give it those that it needs.' : ''}`,
    );
  } catch (error) {
    if (!isRefusal(error)) throw error;
    job.warn(
      'APP_NOT_REGISTERED',
      `The copy of the ${job.label} could not be registered as an application: ${(error as Error).message} Register it in the settings of the item, and give its new client id to the programs that sign in with it.`,
    );
  }
}

/** Whether there is no registration, or only none to be seen, depends on who asks. */
async function sayUnknown(job: CopyJob): Promise<void> {
  const { user } = await job.source.self(job.signal);
  if (user?.role === 'org_admin' || user?.username === job.item.owner) return;
  job.warn(
    'APP_NOT_REGISTERED',
    `Whether the ${job.label} is a registered application is told to its owner and to administrators only, so its copy was not registered. Register it in the settings of the copy, and give its client id to the programs that sign in with it.`,
  );
}

/** Notes the client ids that applications have in the target, as far as they have copies there. */
export async function learnClientIds(job: CopyJob, apps: NamedApps): Promise<void> {
  for (const [clientId, itemId] of apps) {
    const id = job.map.items[itemId];
    if (job.clients[clientId] || id?.startsWith('planned:')) continue;
    const copy = id ? await readItem(job.target, id, job.signal) : null;
    const there = copy && (await registrationOf(job.target, copy, job.signal));
    if (there) job.clients[clientId] = there.clientId;
    else {
      job.warn(
        'CLIENT_ID_KEPT',
        `The ${job.label} names the client id ${clientId} of the application ${itemId}, which is not registered in the target, so it stays. Register it there, and put the new client id into the copy.`,
      );
    }
  }
}

import type { Handler, Route } from '../../http/routes.js';

/** The last write in line, per item or owner. */
const lines = new Map<string, Promise<unknown>>();

/**
 * A write below a user's content. Item addresses exist with and without the folder
 * (/content/users/<user>/<folder>/items/<id>/update), and portals do not mind which folder it says.
 * Writes to one item, and additions to one owner, take turns: names stay unique and no change is lost.
 */
export function ownedWrite(path: string, handler: Handler): Route[] {
  const inTurn: Handler = (call) =>
    takeTurn(call.route.id ?? `user ${call.route.user}`, async () => handler(call));
  const route = (full: string): Route => ({
    path: full,
    write: true,
    needsToken: true,
    methods: ['POST'],
    handler: inTurn,
  });
  return [route(`/content/users/:user${path}`), route(`/content/users/:user/:folder${path}`)];
}

/** The same for a read. */
export function ownedRead(path: string, handler: Handler): Route[] {
  const route = (full: string): Route => ({ path: full, needsToken: true, handler });
  return [route(`/content/users/:user${path}`), route(`/content/users/:user/:folder${path}`)];
}

async function takeTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = lines.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  lines.set(key, mine);
  try {
    return await mine;
  } finally {
    if (lines.get(key) === mine) lines.delete(key);
  }
}

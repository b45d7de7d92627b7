import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { UserRecord } from '../store/records.js';
import type { PortalContext } from './portal-context.js';

/** Salted digest, so that no password is in the database as it is. */
export function hashPassword(password: string, salt = randomBytes(8).toString('hex')): string {
  return `${salt}:${createHash('sha256').update(`${salt}:${password}`).digest('hex')}`;
}

/** The user who signs in with this name and password; undefined if there is none, or is disabled. */
export function userSigningIn(
  { store }: Pick<PortalContext, 'store'>,
  username: string,
  password: string,
): UserRecord | undefined {
  const user = store.users.get(username);
  return user && !user.disabled && passwordMatches(password, user.password) ? user : undefined;
}

function passwordMatches(password: string, stored: string): boolean {
  const [salt] = stored.split(':');
  return timingSafeEqual(Buffer.from(hashPassword(password, salt)), Buffer.from(stored));
}

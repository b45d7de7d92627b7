import type { Profile } from '../profiles/profile.js';

/**
 * Keys of the item JSON that came with a release of ArcGIS Enterprise. They are from memory of such portals, not from recordings:
 * what matters is that clients do without them.
 */
const ITEM: Record<string, string> = {
  apiToken1ExpirationDate: '11.2',
  apiToken2ExpirationDate: '11.2',
  lastViewed: '11.0',
  classification: '11.0',
  advancedSettings: '10.8',
  isOrgItem: '10.8',
  groupDesignations: '10.7',
  contentStatus: '10.7',
  scoreCompleteness: '10.6',
  categories: '10.6',
  subInfo: '10.6',
};
const USER: Record<string, string> = {
  mfaEnforcementExempt: '11.0',
  emailStatus: '10.9',
  emailStatusDate: '10.9',
  categories: '10.8',
  cultureFormat: '10.7',
  userLicenseTypeId: '10.7',
  udn: '10.7',
};
const GROUP: Record<string, string> = {
  hasCategorySchema: '10.6',
  typeKeywords: '10.7',
  displaySettings: '10.6',
  properties: '10.6',
  leavingDisallowed: '10.7',
  hiddenMembers: '10.7',
  autoJoin: '10.7',
  protected: '10.3',
};
const TABLES = { item: ITEM, user: USER, group: GROUP };

/** A document without the keys that the portal's release does not have yet. */
export function withoutLaterKeys(
  profile: Profile,
  kind: keyof typeof TABLES,
  document: Record<string, unknown>,
): Record<string, unknown> {
  if (profile.atLeast('11.2')) return document;
  const table = TABLES[kind];
  return Object.fromEntries(
    Object.entries(document).filter(([key]) => table[key] === undefined || profile.atLeast(table[key])),
  );
}

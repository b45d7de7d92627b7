import type { CallParams } from '../../http/call.js';
import type { GroupRecord } from '../../store/records.js';
import { sanitiseHtml, sanitiseTitle } from '../items/sanitise-html.js';

const FLAGS = ['autoJoin', 'leavingDisallowed', 'hiddenMembers', 'notificationsEnabled', 'isReadOnly'];
const TEXTS = ['phone', 'membershipAccess', 'provider', 'providerGroupName'];
const DOCUMENTS = ['displaySettings', 'properties'];

/**
 * Sets what the parameters of createGroup or update say. Empty values are ignored unless `clearEmptyFields` is true. An update
 * group can only be made, not become one and not stop being one.
 */
export function applyGroupParams(group: GroupRecord, params: CallParams, made: boolean): void {
  const clear = params.boolean('clearEmptyFields', false);
  const given = (name: string) => params.has(name) && (clear || params.text(name, '').trim() !== '');
  const title = sanitiseTitle(params.text('title', ''));
  if (title !== '') group.title = title;
  if (given('description')) group.description = sanitiseHtml(params.text('description', '')) || null;
  if (given('snippet')) group.snippet = sanitiseHtml(params.text('snippet', '')) || null;
  if (given('tags')) group.tags = params.list('tags');
  const access = params.text('access', '').toLowerCase();
  if (access === 'private' || access === 'org' || access === 'public') group.access = access;
  group.isInvitationOnly = params.boolean('isInvitationOnly', group.isInvitationOnly);
  group.isViewOnly = params.boolean('isViewOnly', group.isViewOnly);
  group.sortField = params.text('sortField', '') || group.sortField;
  group.sortOrder = params.text('sortOrder', '') || group.sortOrder;
  if (made && params.text('capabilities', '').toLowerCase().includes('updateitemcontrol')) {
    group.capabilities = ['updateitemcontrol'];
  }
  const settings: Record<string, unknown> = { ...group.settings };
  for (const name of FLAGS) if (given(name)) settings[name] = params.boolean(name, false);
  for (const name of TEXTS) if (given(name)) settings[name] = params.text(name, '') || null;
  for (const name of DOCUMENTS) if (given(name)) settings[name] = params.json(name) ?? null;
  if (given('typeKeywords')) settings.typeKeywords = params.list('typeKeywords');
  group.settings = settings;
}

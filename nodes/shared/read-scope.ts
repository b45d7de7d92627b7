import type { Node } from 'node-red';
import type { SearchScope } from '../../lib/copy/search/search-items.js';
import type { FlowMessage, Red } from './node-red.js';
import { listValue, textValue } from './typed-value.js';

/** The fields of a dialog that say which items of a portal are meant. */
export interface ScopeFields {
  user: string;
  userType: string;
  group: string;
  groupType: string;
  folder: string;
  folderType: string;
  ids: string;
  idsType: string;
  query: string;
  queryType: string;
}

/** Which items the dialog means, for a message. Throws ARCGIS_INPUT for a field whose value cannot be had. */
export async function readScope(
  red: Red,
  node: Node,
  msg: FlowMessage,
  kind: SearchScope['kind'],
  fields: ScopeFields,
): Promise<SearchScope> {
  const text = (name: 'user' | 'group' | 'folder' | 'query'): Promise<string> =>
    textValue(red, node, msg, { label: name, value: fields[name], type: fields[`${name}Type`] });
  const query = await text('query');
  const narrowed = query === '' ? {} : { query };
  switch (kind) {
    case 'user':
      return { kind, username: await text('user'), ...narrowed };
    case 'group':
      return { kind, group: await text('group'), ...narrowed };
    case 'folder': {
      const username = await text('user');
      return { kind, folder: await text('folder'), ...(username && { username }), ...narrowed };
    }
    case 'ids': {
      const field = { label: 'item ids', value: fields.ids, type: fields.idsType };
      const ids = await listValue(red, node, msg, field);
      // People separate ids by blanks as well; no id holds one.
      return { kind, ids: ids.flatMap((entry) => entry.split(/\s+/)), ...narrowed };
    }
    case 'organisation':
      return { kind, ...narrowed };
    default:
      return { kind: 'mine', ...narrowed };
  }
}

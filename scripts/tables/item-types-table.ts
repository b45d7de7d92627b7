import { ITEM_TYPES, type ItemTypeRow } from '../../lib/items/item-types.js';

/** The rows of the table of item types, as the README shows them (Markdown). */
export function itemTypesTable(): string {
  const head = [
    'Items',
    'What is copied',
    'What is made to refer to the target',
    'What is left out, and what you can do',
  ];
  const rows = [...ITEM_TYPES, UNKNOWN].map(
    ({ name, types, keywords, copied, rewritten, instead, reason }) => [
      `**${name}**${types.length > 0 ? `<br>${types.join(', ')}` : ''}${keywords ? ` (type keyword ${keywords.join(', ')})` : ''}`,
      copied,
      rewritten || '–',
      reason ? `${reason}: ${instead}` : instead || '–',
    ],
  );
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const UNKNOWN: Pick<
  ItemTypeRow,
  'name' | 'types' | 'keywords' | 'copied' | 'rewritten' | 'instead' | 'reason'
> = {
  name: 'Items of any other type',
  types: [],
  copied: 'in the general way: a file byte by byte, anything else with its references; marked `UNKNOWN_TYPE`',
  rewritten: 'item ids, service and layer URLs, portal addresses, group ids',
  instead: 'open the copy, and check that it works',
};

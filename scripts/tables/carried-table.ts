import {
  CARRIED_THINGS,
  type CarriedThing,
  type CarriedWay,
  WAY_NAMES,
} from '../../test/carried/support/carried-things.js';

const NAMES = { online: 'ArcGIS Online', enterprise: 'ArcGIS Enterprise' };

/** What each way carries of a hosted layer, with the reasons where it does not, as the README shows it (Markdown). Each cell is a test. */
export function carriedTable(): string {
  const ways = Object.keys(WAY_NAMES) as CarriedWay[];
  const notes: string[] = [];
  const cell = ({ limits, limitedTo }: CarriedThing, way: CarriedWay): string => {
    const limit = limits?.[way];
    if (!limit) return 'yes';
    const where = limitedTo ? `, not to ${NAMES[limitedTo]}` : '';
    const note = `${limit.reason} (\`${limit.warning.code}\`)`;
    if (!notes.includes(note)) notes.push(note);
    return `${limit.arrives || limitedTo ? 'yes' : 'no'}${where} [${notes.indexOf(note) + 1}]`;
  };
  const rows = CARRIED_THINGS.map((thing) => [thing.name, ...ways.map((way) => cell(thing, way))]);
  const table = [['', ...ways.map((way) => WAY_NAMES[way])], ['---', ...ways.map(() => '---')], ...rows];
  const lines = table.map((cells) => `| ${cells.join(' | ')} |`);
  return [...lines, '', ...notes.map((note, at) => `${at + 1}. ${note}`)].join('\n');
}

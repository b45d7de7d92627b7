import { readFileSync } from 'node:fs';
import { defaultSwitches } from '../../sandbox/portal/default-switches.js';
import { withDefaults } from '../../sandbox/services/service-switches.js';

/** Where the switches are declared, each with a line that says what it does. */
const SOURCES: [file: string, name: string][] = [
  ['sandbox/portal/options.ts', 'Switches'],
  ['sandbox/http/wire-switches.ts', 'WireSwitches'],
  ['sandbox/services/service-switches.ts', 'ServiceSwitches'],
];

/** Every switch of the sandbox with its default and what it does, as they stand in the code of the repository that one is in. */
export function switchesTable(): string {
  const [enterprise, online] = (['enterprise', 'online'] as const).map((kind): Record<string, unknown> => {
    return { ...withDefaults({}, kind), ...defaultSwitches(kind) };
  });
  const seen = new Set<string>();
  const rows: string[] = [];
  for (const [file, name] of SOURCES) {
    for (const { key, text } of switchesIn(readFileSync(file, 'utf8'), name)) {
      if (seen.has(key) || key === 'fault') continue;
      seen.add(key);
      const [ours, theirs] = [shown(enterprise?.[key]), shown(online?.[key])];
      const initial = ours === theirs ? ours : `Enterprise ${ours}, Online ${theirs}`;
      rows.push(`| \`${key}\` | ${initial} | ${text.replaceAll('|', '\\|')} |`);
    }
  }
  return ['| switch | default | |', '|---|---|---|', ...rows].join('\n');
}

function switchesIn(code: string, name: string): { key: string; text: string }[] {
  const body = new RegExp(`interface ${name}\\b[^{]*\\{\\n(.*?)\\n\\}`, 's').exec(code)?.[1] ?? '';
  return [...body.matchAll(/\/\*\*(.*?)\*\/\s+(\w+)\??:/gs)].map(([, comment = '', key = '']) => ({
    key,
    text: comment
      .replace(/\s*\n\s*\*?\s*/g, ' ')
      .replace(/ Default:? (?:'[\w-]+'|[\w,.-]+)\.\s*$/, '')
      .trim(),
  }));
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return typeof value === 'string' ? `\`${value}\`` : String(value);
}

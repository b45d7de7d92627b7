import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { nodeNames, readText } from './built-node.js';

type Catalog = { [key: string]: string | Catalog };

const flatten = (catalog: Catalog, prefix = ''): Record<string, string> =>
  Object.fromEntries(
    Object.entries(catalog).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[prefix + key, value]]
        : Object.entries(flatten(value, `${prefix}${key}.`)),
    ),
  );

/** As Node-RED loads it: with the texts of the rows that dialogs share. */
const readCatalog = (node: string, language: string): Record<string, string> =>
  flatten(JSON.parse(readText('dist', 'nodes', node, 'locales', language, `${node}.json`)) as Catalog);

const placeholders = (text: string): string[] =>
  [...text.matchAll(/__[a-zA-Z]+__/g)].map(([name]) => name).sort();

/** Keys that a node's form, editor script and programs ask for; the text is read, not run. */
function usedKeys(node: string): { exact: Set<string>; prefixes: string[] } {
  const form = readText('dist', 'nodes', node, `${node}.html`);
  const script = readText('nodes', node, 'editor.ts');
  const programs = [node, 'shared'].flatMap((folder) =>
    readdirSync(path.join('nodes', folder))
      .filter((file) => file.endsWith('.ts') && file !== 'editor.ts')
      .map((file) => readText('nodes', folder, file)),
  );
  const exact = new Set<string>();
  for (const [, value = ''] of form.matchAll(/data-i18n="([^"]+)"/g))
    exact.add(value.replace(/^\[[a-z]+\]/, ''));
  for (const [, key = ''] of script.matchAll(/'([a-z]+\.[A-Za-z_-]+)'/g)) exact.add(key);
  for (const [, key = ''] of script.matchAll(/:(error\.[a-z]+)'/gi)) exact.add(key);
  for (const [, key = ''] of programs.join('\n').matchAll(/'(status\.[a-z-]+)'/g)) exact.add(key);
  const prefixes = [...script.matchAll(/`([a-z]+\.)\$\{/g)].map(([, prefix = '']) => prefix);
  return { exact, prefixes };
}

const SHARED_STATUSES = ['no-portal', 'cancelled', 'auth', 'unreachable', 'failed', 'queued'];

describe('the catalogs', () => {
  for (const node of nodeNames) {
    const languages = readdirSync(path.join('nodes', node, 'locales'));

    it(`of ${node} have the same keys and placeholders in every language`, () => {
      const english = readCatalog(node, 'en-US');
      assert.ok(languages.includes('de'));
      for (const language of languages) {
        const other = readCatalog(node, language);
        assert.deepEqual(Object.keys(other), Object.keys(english), language);
        for (const [key, text] of Object.entries(english)) {
          assert.deepEqual(placeholders(other[key] ?? ''), placeholders(text), `${language} ${key}`);
        }
      }
    });

    it(`of ${node} lack nothing that is asked for, and hold nothing that is not`, () => {
      const keys = Object.keys(readCatalog(node, 'en-US'));
      const { exact, prefixes } = usedKeys(node);
      const isShared = (key: string): boolean => SHARED_STATUSES.some((status) => key === `status.${status}`);
      const wanted = [...exact].filter((key) => !isShared(key) && !/\.(svg|json)$/.test(key));
      const missing = wanted.filter((key) => !keys.includes(key));
      assert.deepEqual(missing, []);
      const unused = keys.filter(
        (key) => !exact.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)),
      );
      assert.deepEqual(unused, []);
    });

    it(`of ${node} have help in the same shape in every language`, () => {
      const shape = (language: string): string[] =>
        readText('nodes', node, 'locales', language, `${node}.md`)
          .split('\n')
          .filter((line) => line.startsWith('###') || line.startsWith(': ') || /^\d\. /.test(line))
          .map((line) =>
            line.startsWith(': ')
              ? (line.match(/^: \*?([a-zA-Z]+)/)?.[1] ?? '')
              : (line.match(/^\S+/)?.[0] ?? ''),
          );
      for (const language of languages) assert.deepEqual(shape(language), shape('en-US'), language);
    });

    it(`of ${node} describe each property in a form that the help sidebar understands`, () => {
      for (const language of languages) {
        const lines = readText('nodes', node, 'locales', language, `${node}.md`).split('\n');
        for (const line of lines.filter((text) => text.startsWith(':'))) {
          // A further colon or parenthesis would be taken for another property, and text would be lost.
          assert.match(line, /^: (\*[a-z]+\*|[a-z]+) \([a-z]+\) : [^:()]+$/, `${language}: ${line}`);
        }
      }
    });
  }

  it('say each status that a node may show', () => {
    for (const node of nodeNames.filter((name) => name !== 'portal-config')) {
      const keys = Object.keys(readCatalog(node, 'en-US'));
      for (const status of ['cancelled', 'auth', 'unreachable', 'failed'])
        assert.ok(keys.includes(`status.${status}`), node);
      for (const key of keys.filter((name) => name.startsWith('status.'))) {
        assert.ok(
          readText('nodes', node, 'locales', 'en-US', `${node}.md`).includes(`\`${key}\``),
          `${node}: help on ${key}`,
        );
      }
    }
  });

  it('keep statuses to 20 characters, as they stand beside a node', () => {
    for (const node of nodeNames) {
      for (const language of readdirSync(path.join('nodes', node, 'locales'))) {
        for (const [key, text] of Object.entries(readCatalog(node, language))) {
          if (key.startsWith('status.'))
            assert.ok([...text].length <= 20, `${node} ${language} ${key}: ${text}`);
        }
      }
    }
  });
});

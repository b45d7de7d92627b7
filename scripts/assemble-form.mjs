import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './run-node.mjs';

/** Rows that several dialogs have: the HTML of each group, and its texts in each language. */
const shared = path.join(root, 'nodes', 'shared', 'rows');

/** In a file of rows, as in that of a form, they stand in a script, which makes them text to every program that reads HTML. */
const SCRIPT = /<script[^>]*>\r?\n([\s\S]*)<\/script>/;

/** A line of its own that stands for a group of rows. */
const PLACE = /^([ ]*)<!-- rows: ([a-z-]+) -->\r?\n/gm;

const indented = (html, indent) => html.replace(/^(?=.)/gm, indent);

/** A form with the rows in it that it names, and the names of their groups. */
async function withRows(form) {
  const names = [];
  let html = form;
  for (const [line, indent, name] of form.matchAll(PLACE)) {
    const [, text] = SCRIPT.exec(await readFile(path.join(shared, `${name}.html`), 'utf8'));
    const rows = await withRows(text);
    names.push(name, ...rows.names);
    html = html.replace(line, () => indented(rows.html, indent));
  }
  return { html, names };
}

/** Both catalogs, group by group. */
function merged(catalog, more) {
  const groups = Object.entries(more).map(([group, texts]) => [group, { ...catalog[group], ...texts }]);
  return { ...catalog, ...Object.fromEntries(groups) };
}

/** The form of a node as Node-RED loads it. */
export async function assembleForm(node) {
  const form = await readFile(path.join(root, 'nodes', node, 'editor.html'), 'utf8');
  return (await withRows(form)).html;
}

/** The catalog of a node as Node-RED loads it: its own texts, and those of the shared rows in its form. */
export async function assembleCatalog(node, language) {
  const read = async (...parts) => JSON.parse(await readFile(path.join(...parts), 'utf8'));
  const form = await readFile(path.join(root, 'nodes', node, 'editor.html'), 'utf8');
  let catalog = {};
  for (const name of (await withRows(form)).names) {
    catalog = merged(catalog, await read(shared, 'locales', language, `${name}.json`));
  }
  return merged(catalog, await read(root, 'nodes', node, 'locales', language, `${node}.json`));
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { assembleCatalog, assembleForm } from './assemble-form.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { root, runNode } from './run-node.mjs';

const dist = path.join(root, 'dist');
const editorScripts = path.join(dist, '.editor');
const stampFile = path.join(dist, '.build');

/** Every file below a folder, as paths relative to the repository. */
async function filesBelow(folder) {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true, recursive: true }).catch(
    () => [],
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** A digest of everything that the build reads. */
async function fingerprint() {
  const folders = ['lib', 'nodes', 'sandbox', 'scripts', 'test', 'types', 'icons'];
  const files = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.editor.json'];
  for (const folder of folders) files.push(...(await filesBelow(folder)));
  const hash = createHash('sha256').update(process.version);
  for (const file of files) {
    const { mtimeMs, size } = await stat(path.join(root, file));
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex');
}

async function readOptional(file) {
  return existsSync(file) ? readFile(file, 'utf8') : null;
}

const helpBlock = (node, markdown) =>
  `<script type="text/markdown" data-help-name="${node}">\n${markdown.trim()}\n</script>\n`;

/** Puts together what Node-RED loads beside a node's program: the form with its script and help, icons and catalogs. */
async function assembleNode(node) {
  const source = path.join(root, 'nodes', node);
  const target = path.join(dist, 'nodes', node);
  const form = await assembleForm(node);
  const script = await readFile(path.join(editorScripts, 'nodes', node, 'editor.js'), 'utf8');
  const help = await readFile(path.join(source, 'locales', 'en-US', `${node}.md`), 'utf8');
  await mkdir(target, { recursive: true });
  await writeFile(
    path.join(target, `${node}.html`),
    `${form.trim()}\n\n<script type="text/javascript">\n${script.trim()}\n</script>\n\n${helpBlock(node, help)}`,
  );

  for (const language of await readdir(path.join(source, 'locales'))) {
    const from = path.join(source, 'locales', language);
    const to = path.join(target, 'locales', language);
    await mkdir(to, { recursive: true });
    const catalog = await assembleCatalog(node, language);
    await writeFile(path.join(to, `${node}.json`), `${JSON.stringify(catalog, null, 2)}\n`);
    const translated = language === 'en-US' ? null : await readOptional(path.join(from, `${node}.md`));
    if (translated) await writeFile(path.join(to, `${node}.html`), helpBlock(node, translated));
  }

  // Node-RED looks for icons only in a folder beside each file that package.json lists.
  await mkdir(path.join(target, 'icons'), { recursive: true });
  await copyFile(path.join(root, 'icons', `${node}.svg`), path.join(target, 'icons', `${node}.svg`));
}

/** Programs whose source is gone would still be found by mocha and packed by npm. */
async function removeStale() {
  for (const file of await filesBelow('dist')) {
    const relative = path.relative('dist', file);
    if (!relative.endsWith('.js') || relative.startsWith('.editor')) continue;
    if (!existsSync(path.join(root, `${relative.slice(0, -3)}.ts`))) await rm(path.join(root, file));
  }
}

/**
 * Compiles and assembles everything into dist/; does nothing if nothing changed since the last time. Messages go to standard error.
 * Resolves with true if it worked.
 */
export async function build() {
  const stamp = await fingerprint();
  if ((await readOptional(stampFile)) === stamp) return true;
  await rm(stampFile, { force: true });

  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const codes = await Promise.all(
    ['tsconfig.json', 'tsconfig.editor.json'].map((project) =>
      runNode(tsc, ['-p', project], { stdout: 'stderr' }),
    ),
  );
  const { nodes } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'))['node-red'];
  await Promise.all(Object.keys(nodes).map(assembleNode));
  await removeStale();
  if (codes.some((code) => code !== 0)) return false;
  await writeFile(stampFile, stamp);
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await ensureInstalled();
  if (!(await build())) process.exitCode = 1;
}

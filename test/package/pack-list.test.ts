import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { nodeNames } from './built-node.js';

async function packList(): Promise<string[]> {
  const module = (await import(pathToFileURL(path.resolve('scripts', 'npm-program.mjs')).href)) as {
    npmProgram(): string | undefined;
  };
  const npm = module.npmProgram();
  assert.ok(npm, 'npm is beside this Node.js');
  const args = [npm, 'pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
  const [archive] = JSON.parse(stdout) as { files: { path: string }[] }[];
  return (archive?.files ?? []).map((file) => file.path);
}

describe('the packed archive', () => {
  let files: string[];

  before(async () => {
    files = await packList();
  });

  it('holds program, page, icon, catalogs and help of every node', () => {
    for (const name of nodeNames) {
      const wanted = [
        `${name}.js`,
        `${name}.html`,
        `icons/${name}.svg`,
        `locales/en-US/${name}.json`,
        `locales/de/${name}.json`,
        `locales/de/${name}.html`,
      ];
      for (const file of wanted) assert.ok(files.includes(`dist/nodes/${name}/${file}`), `${name}: ${file}`);
    }
  });

  it('holds the engine, the examples, the README and the licence', () => {
    assert.ok(files.includes('dist/lib/copy/run/runs.js'));
    for (const file of ['README.md', 'LICENSE', 'package.json', 'CHANGELOG.md'])
      assert.ok(files.includes(file), file);
    assert.ok(files.some((file) => file.startsWith('examples/') && file.endsWith('.json')));
  });

  it('holds no sources, no tests, no sandbox and no leftovers', () => {
    const kinds =
      /^(dist\/(lib|nodes)\/.+\.(js|html|svg|json)|examples\/.+\.json|[A-Z]+(\.md)?|package\.json)$/;
    assert.deepEqual(
      files.filter((file) => !kinds.test(file)),
      [],
    );
  });
});

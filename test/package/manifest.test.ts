import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { manifest, nodeNames } from './built-node.js';

describe('package.json', () => {
  it('has a scoped name with node-red in it, a licence that is there, a repository and a place for bugs', () => {
    assert.match(manifest.name, /^@[a-z0-9-]+\/.*node-red/);
    assert.equal(manifest.license, 'Apache-2.0');
    assert.ok(existsSync('LICENSE'));
    assert.match(manifest.repository.url, /^git\+https:/);
    assert.match(manifest.bugs.url, /^https:/);
  });

  it('says which Node.js and which Node-RED it runs on', () => {
    assert.equal(manifest.engines.node, '>=20.19');
    assert.equal(manifest['node-red'].version, '>=4.0.0');
  });

  it('needs no more than six packages at run time', () => {
    assert.ok(Object.keys(manifest.dependencies).length <= 6);
  });

  it('lists a program for each node that Node-RED can require and call', () => {
    const require = createRequire(path.join(process.cwd(), 'package.json'));
    for (const file of Object.values(manifest['node-red'].nodes)) {
      assert.equal(typeof require(`./${file}`), 'function', file);
    }
  });

  it('names each node set like its folder and its type', () => {
    for (const [name, file] of Object.entries(manifest['node-red'].nodes)) {
      assert.equal(file, `dist/nodes/${name}/${name}.js`);
    }
    assert.ok(nodeNames.includes('portal-config'));
  });
});

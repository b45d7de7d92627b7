import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { nodeNames, readBuiltNode, readText } from './built-node.js';

interface ExampleNode {
  id: string;
  type: string;
  z?: string;
  wires?: string[][];
  nodes?: string[];
  credentials?: Record<string, string>;
  [key: string]: unknown;
}

const examples = readdirSync('examples').map((file) => ({
  file,
  nodes: JSON.parse(readText('examples', file)) as ExampleNode[],
}));

/** Types that Node-RED brings itself. */
const coreTypes = new Set([
  'tab',
  'group',
  'junction',
  'subflow',
  ...readdirSync(path.join('node_modules', '@node-red', 'nodes', 'core'), {
    recursive: true,
    encoding: 'utf8',
  })
    .filter((file) => file.endsWith('.html'))
    .flatMap((file) => [
      ...readText('node_modules', '@node-red', 'nodes', 'core', file).matchAll(
        /data-template-name="([^"]+)"/g,
      ),
    ])
    .map(([, type]) => type),
]);

describe('the examples', () => {
  it('use every node of the package', () => {
    const used = new Set(examples.flatMap(({ nodes }) => nodes.map(({ type }) => type)));
    assert.deepEqual(
      nodeNames.filter((name) => !used.has(name)),
      [],
    );
  });

  for (const { file, nodes } of examples) {
    describe(file, () => {
      it('has core nodes and ours only', () => {
        const subflows = nodes.filter(({ type }) => type === 'subflow').map(({ id }) => `subflow:${id}`);
        const known = new Set([...coreTypes, ...nodeNames, ...subflows]);
        const foreign = nodes.filter(({ type }) => !known.has(type));
        assert.deepEqual(foreign, []);
      });

      it('has a comment that says what to fill in, and a Catch branch', () => {
        assert.ok(nodes.some(({ type, info }) => type === 'comment' && String(info).length > 100));
        assert.ok(nodes.some(({ type, wires }) => type === 'catch' && wires?.[0]?.length));
      });

      it('is wired to nodes that are there', () => {
        const ids = new Set(nodes.map(({ id }) => id));
        assert.equal(ids.size, nodes.length);
        for (const { id, wires = [], z, nodes: members = [] } of nodes) {
          for (const end of [...wires.flat(), ...members, ...(z ? [z] : [])])
            assert.ok(ids.has(end), `${id} → ${end}`);
        }
      });

      it('gives our nodes exactly the properties that they have, so that opening one changes nothing', () => {
        const frame = ['id', 'type', 'z', 'g', 'x', 'y', 'wires', 'credentials'];
        for (const node of nodes.filter(({ type }) => nodeNames.includes(type))) {
          const { defaults } = readBuiltNode(node.type);
          const properties = Object.keys(node).filter((key) => !frame.includes(key));
          assert.deepEqual(properties.sort(), Object.keys(defaults).sort(), node.id);
          for (const [key, { type }] of Object.entries(defaults)) {
            if (type !== 'portal-config') continue;
            assert.ok(
              nodes.some(({ id, type: other }) => id === node[key] && other === type),
              `${node.id}.${key}`,
            );
          }
        }
      });

      it('holds no address and no secret, only names of environment variables', () => {
        for (const node of nodes.filter(({ type }) => type === 'portal-config')) {
          for (const value of [node.url, ...Object.values(node.credentials ?? {})])
            assert.match(String(value), /^\$\{[A-Z_]+\}$/);
        }
        assert.doesNotMatch(readText('examples', file), /https?:/);
      });
    });
  }
});

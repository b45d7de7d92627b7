import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { nodeNames, readBuiltNode, readText, scriptsOf } from './built-node.js';

const CATEGORY = 'ArcGIS portal';

describe('the built page of each node', () => {
  for (const name of nodeNames) {
    describe(name, () => {
      const built = readBuiltNode(name);
      const isConfig = built.literals.category === 'config';
      const prefix = isConfig ? 'node-config-input' : 'node-input';

      it('registers its type in a form that the flow library can read without running it', () => {
        assert.equal(built.type, name);
        assert.ok(Object.keys(built.defaults).length > 0);
      });

      it('has the literals that the palette needs', () => {
        if (isConfig) return;
        const { category, color, icon, inputs, outputs, paletteLabel } = built.literals;
        assert.equal(category, CATEGORY);
        assert.match(String(color), /^#[0-9A-F]{6}$/i);
        assert.equal(icon, `${name}.svg`);
        assert.equal(inputs, 1);
        assert.ok(typeof outputs === 'number' && outputs > 0);
        assert.equal(paletteLabel, name.replaceAll('-', ' '));
      });

      it('has an icon beside it: a white drawing, two wide and three high', () => {
        assert.deepEqual(readdirSync(path.join('dist', 'nodes', name, 'icons')), [`${name}.svg`]);
        const icon = readText('dist', 'nodes', name, 'icons', `${name}.svg`);
        assert.match(icon, /viewBox="0 0 40 60"/);
        const colours = [...icon.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour);
        assert.deepEqual(
          [...new Set(colours)].filter((colour) => colour !== 'none' && colour !== '#fff'),
          [],
        );
      });

      it('has a form field for each property and each credential, and for nothing else', () => {
        const [template] = scriptsOf(built.html, 'text/html');
        assert.ok(template?.attributes.includes(`data-template-name="${name}"`));
        const fields = [
          ...(template?.text ?? '').matchAll(new RegExp(`id="${prefix}-([A-Za-z]+)"`, 'g')),
        ].map(([, id]) => id);
        assert.deepEqual(fields.sort(), [...Object.keys(built.defaults), ...built.credentials].sort());
      });

      it('has a label for each field that is bound to it', () => {
        const [template] = scriptsOf(built.html, 'text/html');
        const bound = [...(template?.text ?? '').matchAll(/<label for="([^"]+)"/g)].map(([, id]) => id);
        for (const field of [...Object.keys(built.defaults), ...built.credentials]) {
          if (field.endsWith('Type')) continue;
          assert.ok(bound.includes(`${prefix}-${field}`), field);
        }
      });

      it('has no colours of its own in the form, so that dark themes work', () => {
        assert.doesNotMatch(
          built.html.replace(/<script type="text\/javascript">[\s\S]*?<\/script>/, ''),
          /#[0-9a-f]{3,6};/i,
        );
      });

      it('keeps secrets out of the flow: passwords are credentials', () => {
        for (const property of Object.keys(built.defaults))
          assert.doesNotMatch(property, /password|token|secret/i);
      });

      it('has help in every language', () => {
        const [help] = scriptsOf(built.html, 'text/markdown');
        assert.ok(help?.attributes.includes(`data-help-name="${name}"`));
        for (const language of readdirSync(path.join('nodes', name, 'locales'))) {
          if (language === 'en-US') continue;
          assert.ok(
            existsSync(path.join('dist', 'nodes', name, 'locales', language, `${name}.html`)),
            language,
          );
        }
      });
    });
  }
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { type DemoProcess, startDemo } from './demo-process.js';
import { EditorPage, keepPicture, launch } from './editor-page.js';

/** A node of each type that has a dialog, by its id in the deployed examples. */
const OURS = {
  search: 'search-items',
  clone: 'clone-item',
  share: 'share-groups',
  report: 'copy-report',
  'services-export': 'export-fgdb',
  'services-publish': 'add-and-publish',
  'own-services-remap': 'remap-webmap',
  'maps-delete': 'delete-existing',
};

/** What the help of a node says, without its markup. */
async function helpSentences(type: string): Promise<string[]> {
  const markdown = await readFile(path.join('nodes', type, 'locales', 'en-US', `${type}.md`), 'utf8');
  return markdown
    .split(/\n(?=\n|: |\d\. )/)
    .map((text) =>
      text
        .replace(/^\s*(###|: .*?\) :|\d\.)/, '')
        .replaceAll('`', '')
        .replace(/\*([^*]+)\*/g, '$1')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((text) => text !== '');
}

describe("the demo in Node-RED's editor", function () {
  this.timeout(180_000);

  let demo: DemoProcess;
  let browser: Browser;
  let editor: EditorPage;

  before(async () => {
    [demo, browser] = await Promise.all([startDemo(), launch()]);
    editor = await EditorPage.open(browser, demo.nodeRed);
  });

  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  it('has every node in one category of the palette, with an icon that loads', async () => {
    for (const type of Object.values(OURS)) {
      const node = editor.page.locator(
        `#red-ui-palette-container-ArcGIS_portal [data-palette-type="${type}"]`,
      );
      const label = (await node.locator('.red-ui-palette-label').textContent()) ?? '';
      assert.equal(label.replace(/\s+/g, ' '), type.replaceAll('-', ' '));
      const icon = await node.locator('.red-ui-palette-icon').getAttribute('style');
      const [, file] = /url\("?([^")]+)/.exec(icon ?? '') ?? [];
      const response = await editor.page.request.get(new URL(file ?? 'missing', demo.nodeRed).href);
      assert.equal(response.headers()['content-type'], 'image/svg+xml', type);
    }
  });

  it('shows the flow as it was deployed, with nothing to correct', async () => {
    assert.equal(await editor.isDirty(), false);
    for (const id of [...Object.keys(OURS), 'source-portal', 'target-portal']) {
      assert.equal(await editor.property(id, 'valid'), true, id);
    }
    await editor.picture('flow-before');
  });

  for (const [id, type] of Object.entries(OURS)) {
    it(`opens the dialog of ${type}, and closing it changes nothing`, async () => {
      await editor.openNode(id);
      await editor.picture(`dialog-${type}`);
      await editor.done();
      assert.equal(await editor.property(id, 'changed'), false);
      assert.equal(await editor.isDirty(), false);
    });
  }

  it('says in the dialog of a portal who is signed in, without changing anything', async () => {
    await editor.openNode('search');
    await editor.openPortal('portal');
    const result = editor.page.locator('#portal-config-test-result');
    await editor.page.click('#portal-config-test');
    await result.filter({ hasText: /admin/ }).waitFor();
    assert.match((await result.textContent()) ?? '', /Signed in to .* as .*admin.*, role Administrator/);
    await editor.picture('dialog-portal-config');
    await editor.closePortal();
    await editor.done();
    assert.equal(await editor.isDirty(), false);
  });

  it('says what the portal says when the password is wrong', async () => {
    await editor.openNode('search');
    await editor.openPortal('portal');
    await editor.page.fill('#node-config-input-password', 'not the password');
    await editor.page.click('#portal-config-test');
    const result = editor.page.locator('#portal-config-test-result.failed');
    await result.filter({ hasText: /\S{3}/ }).waitFor();
    assert.doesNotMatch((await result.textContent()) ?? '', /not the password/);
    await editor.picture('dialog-portal-config-wrong-password');
    await editor.page.click('#node-config-dialog-cancel');
    await editor.page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
    await editor.done();
  });

  it('shows the fields that a choice needs, and no others', async () => {
    await editor.openNode('search');
    for (const [scope, field] of [
      ['user', 'user'],
      ['group', 'group'],
      ['ids', 'ids'],
    ] as const) {
      await editor.page.selectOption('#node-input-scope', scope);
      for (const other of ['user', 'group', 'ids']) {
        const row = editor.page.locator(`.portal-copy-scope-${other}`);
        assert.equal(await row.isVisible(), other === field, `${scope}: ${other}`);
      }
    }
    await editor.page.click('#node-dialog-cancel');
    await editor.page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
  });

  it('counts beside the nodes while it copies, and says the result', async () => {
    await editor.page.locator('[id="copy-button"] .red-ui-flow-node-button-button').click();
    await editor.status('clone', /^[1-9]\d*\/\d+$/);
    await editor.picture('flow-during');
    await editor.status('report', /✓/);
    await editor.page.keyboard.press('Escape');
    await editor.picture('flow-after');
    await editor.picture('flow', { x: 182, y: 86, width: 1096, height: 400 });
    const [, passed] = /^(\d+) ✓/.exec(await editor.statusOf('report')) ?? [];
    assert.ok(Number(passed) >= 30, await editor.statusOf('report'));
  });

  it('keeps a value from a message when the dialog is opened again', async () => {
    await editor.openNode('clone');
    const owner = editor.page.locator('.form-row', { has: editor.page.locator('#node-input-owner') });
    await owner.locator('.red-ui-typedInput-type-select').click();
    await editor.page.locator('.red-ui-typedInput-options a[value="msg"]:visible').click();
    await owner.locator('.red-ui-typedInput-input').fill('department.owner');
    await editor.done();
    assert.equal(await editor.property('clone', 'owner'), 'department.owner');
    assert.equal(await editor.property('clone', 'ownerType'), 'msg');
    await editor.openNode('clone');
    assert.equal(await owner.locator('.red-ui-typedInput-input').inputValue(), 'department.owner');
    await editor.done();
  });

  for (const type of [...Object.values(OURS), 'portal-config']) {
    it(`has help for ${type}`, async () => {
      const help = (await editor.help(type)).replace(/\s+/g, ' ');
      for (const sentence of await helpSentences(type)) assert.ok(help.includes(sentence), sentence);
      await editor.picture(`help-${type}`);
    });
  }

  it('speaks German to a browser that does', async () => {
    const german = await EditorPage.open(browser, demo.nodeRed, 'de-DE');
    await german.openNode('clone');
    const label = german.page.locator('label[for="node-input-source"]');
    assert.equal((await label.textContent())?.trim(), 'Quellportal');
    await german.picture('dialog-clone-item-de');
    await german.page.context().close();
    assert.deepEqual(german.errors, []);
  });

  it('has pages of both portals where a person sees the copies', async () => {
    const context = await browser.newContext({ viewport: { width: 1400, height: 800 } });
    const page = await context.newPage();
    for (const [name, url] of [
      ['portal-source', demo.sourceHome],
      ['portal-target', demo.targetHome],
    ] as const) {
      const response = await page.goto(url);
      assert.equal(response?.status(), 200);
      await keepPicture(page, name);
    }
    await context.close();
  });

  it('had no error in the page', () => {
    assert.deepEqual(editor.errors, []);
  });
});

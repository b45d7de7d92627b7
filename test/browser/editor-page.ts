import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

/** The part of the editor's own interface that the tests look into. */
interface EditorGlobals {
  RED: {
    nodes: {
      dirty(): boolean;
      node(id: string): { changed?: boolean; valid?: boolean; [property: string]: unknown } | null;
    };
    sidebar: { help: { show(type: string): void } };
  };
}

/** A Chromium that is installed: named by the variable CHROMIUM, or where Linux distributions put it. */
function chromiumFile(): string {
  const candidates = [
    process.env.CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  const found = candidates.find((file) => file && existsSync(file));
  if (found) return found;
  throw new Error(
    'No Chromium was found. Install one, or name its program in the environment variable CHROMIUM.',
  );
}

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumFile(), args: ['--no-sandbox', '--lang=en-US'] });

/** Node-RED's editor in a browser, with what a person does there. */
export class EditorPage {
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  static async open(browser: Browser, url: string, locale = 'en-US'): Promise<EditorPage> {
    const context = await browser.newContext({ locale, viewport: { width: 1600, height: 800 } });
    const editor = new EditorPage(await context.newPage());
    await editor.page.goto(url);
    await editor.page
      .locator('.red-ui-palette-node[data-palette-type="copy-report"]')
      .waitFor({ state: 'attached' });
    await editor.page.locator('[id="report"]').waitFor();
    return editor;
  }

  /** Opens the dialog of a node on the canvas. */
  async openNode(id: string): Promise<void> {
    await this.page.evaluate(`RED.workspaces.show(RED.nodes.node(${JSON.stringify(id)}).z)`);
    await this.page.locator(`[id="${id}"]`).dblclick();
    await this.steady('#node-dialog-ok');
  }

  async done(): Promise<void> {
    await this.page.click('#node-dialog-ok');
    await this.page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
  }

  /** Opens the portal that a field of the open dialog refers to. */
  async openPortal(field: string): Promise<void> {
    await this.page.click(`#node-input-btn-${field}-edit`);
    await this.steady('#node-config-dialog-ok');
  }

  async closePortal(): Promise<void> {
    await this.page.click('#node-config-dialog-ok');
    await this.page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
    await this.steady('#node-dialog-ok');
  }

  isDirty(): Promise<boolean> {
    return this.page.evaluate(() => (globalThis as unknown as EditorGlobals).RED.nodes.dirty());
  }

  property(id: string, name: string): Promise<unknown> {
    return this.page.evaluate(
      ([node, property]) => (globalThis as unknown as EditorGlobals).RED.nodes.node(node)?.[property],
      [id, name] as const,
    );
  }

  /** The text beside a node. */
  async statusOf(id: string): Promise<string> {
    return (await this.page.locator(`[id="${id}"] .red-ui-flow-node-status-label`).textContent()) ?? '';
  }

  /** Resolves when the text beside a node matches. */
  async status(id: string, pattern: RegExp): Promise<void> {
    await this.page
      .locator(`[id="${id}"] .red-ui-flow-node-status-label`)
      .filter({ hasText: pattern })
      .waitFor();
  }

  /** Keeps a picture of the page, or of a part of it. */
  async picture(name: string, clip?: { x: number; y: number; width: number; height: number }): Promise<void> {
    await keepPicture(this.page, name, clip);
  }

  /** The help of a node type, as the sidebar shows it. */
  async help(type: string): Promise<string> {
    await this.page.evaluate((node) => {
      (globalThis as unknown as EditorGlobals).RED.sidebar.help.show(node);
    }, type);
    const help = this.page.locator('.red-ui-sidebar-help-stack .red-ui-help');
    await help.first().waitFor();
    return (await help.first().textContent()) ?? '';
  }

  /** Dialogs slide in; a click before they stand goes elsewhere. */
  private async steady(selector: string): Promise<void> {
    const element = this.page.locator(selector);
    await element.waitFor();
    const handle = await element.elementHandle();
    await handle?.waitForElementState('stable');
  }
}

/** Keeps a picture, if the environment variable SCREENSHOTS names a folder. */
export async function keepPicture(
  page: Page,
  name: string,
  clip?: { x: number; y: number; width: number; height: number },
): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), ...(clip && { clip }) });
}

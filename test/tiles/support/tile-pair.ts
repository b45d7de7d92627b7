import assert from 'node:assert/strict';
import type { CopyResult } from '../../../lib/copy/copy-settings.js';
import type { PortalKind } from '../../../sandbox/index.js';
import { Content } from '../../copy/support/content.js';
import { Portals } from '../../copy/support/portals.js';
import { type PublishedTiles, TileContent } from './tile-content.js';

/** Two portals, of which the source gets packages and what uses them. */
export class TilePair {
  readonly tiles: TileContent;
  readonly content: Content;

  private constructor(readonly portals: Portals) {
    const { username } = portals.pair.source.admin;
    this.tiles = new TileContent(portals.source, username);
    this.content = new Content(portals.source, username);
  }

  static async start(from: PortalKind, to: PortalKind): Promise<TilePair> {
    return new TilePair(await Portals.start(from, to));
  }

  /** Copies one item in a run of its own. */
  async copy(id: string): Promise<CopyResult> {
    const [result] = [...(await this.portals.copyAll([id])).values()];
    assert.ok(result);
    return result;
  }

  targetText(id: string | undefined): Promise<string> {
    return this.portals.target.readText(`/content/items/${id}/data`);
  }

  /** No address, id or organisation of the source. */
  assertNothingOfSource(text: string, published: PublishedTiles[]): void {
    const { source } = this.portals.pair;
    const words = [new URL(source.url).host, new URL(source.serverUrl).host];
    for (const { id, packageId } of published) words.push(id, packageId);
    for (const word of words) assert.ok(!text.includes(word), `${word} in ${text}`);
  }
}

export function assertCopied(result: CopyResult | undefined, outcome: string): asserts result is CopyResult {
  assert.deepEqual(
    result?.checks.filter(({ ok }) => !ok),
    [],
  );
  assert.deepEqual([result?.outcome, result?.error, result?.residue], [outcome, undefined, []]);
}

import type { Node } from 'node-red';
import type { SearchScope } from '../../lib/copy/search/search-items.js';
import { checkPairs, type PairPortals, type PairTable } from '../../lib/copy/sweep/pair-table.js';
import { formerFolder } from '../shared/former-folder.js';
import type { FlowMessage, Red } from '../shared/node-red.js';
import { readPairFields } from '../shared/read-pair-fields.js';
import { readScope } from '../shared/read-scope.js';
import { textValue } from '../shared/typed-value.js';
import type { RemapWebmapDef } from './contract.js';

/** The dialog's fields, read for a message. Each throws ARCGIS_INPUT for a field whose value cannot be had. */
export class SweepFields {
  constructor(
    private readonly red: Red,
    private readonly node: Node,
    private readonly config: RemapWebmapDef,
    private readonly msg: FlowMessage,
  ) {}

  /** Which maps and apps of the target are looked at. */
  scope(): Promise<SearchScope> {
    return readScope(this.red, this.node, this.msg, this.config.what, this.config);
  }

  /** The table of pairs, checked against the target. */
  async table(portals: PairPortals, signal: AbortSignal): Promise<PairTable> {
    const pairs = await readPairFields(this.red, this.node, this.msg, this.config, 're-point');
    return checkPairs(pairs, portals, signal);
  }

  /** Folder for former documents. */
  async folder(): Promise<string> {
    const chosen = await this.text('folder for former documents', this.config.keep, this.config.keepType);
    return chosen || formerFolder(this.red);
  }

  /** The run that is put back, and whether edits made since are overwritten. */
  async back(): Promise<{ run: string; overwrite: boolean }> {
    const { putBack } = this.msg as { putBack?: unknown };
    const run =
      typeof putBack === 'string'
        ? putBack
        : await this.text('run to put back', this.config.run, this.config.runType);
    return { run, overwrite: this.config.overwrite === true };
  }

  private text(label: string, value: string, type: string): Promise<string> {
    return textValue(this.red, this.node, this.msg, { label, value, type });
  }
}

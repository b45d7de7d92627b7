import type { ArcGISError } from '../../lib/portal/arcgis-error.js';
import type { InputProgress } from './handle-input.js';
import { readRunId } from './item-message.js';
import type { FlowMessage } from './node-red.js';
import { statusOfError } from './status-of-error.js';
import type { ThrottledStatus } from './throttled-status.js';

/** Counts the items that pass a node and shows it: `5/12` while some are being worked on, then `10 ✓` or `10 ✓ 2 ✗`. */
export class ItemProgress implements InputProgress {
  private runId: string | null = null;
  private announced = 0;
  private entered = 0;
  private done = 0;
  private failedItems = 0;
  private lastError: ArcGISError | null = null;

  constructor(private readonly status: ThrottledStatus) {}

  begin(msg: FlowMessage): void {
    const idle = this.entered === this.done + this.failedItems;
    const runId = readRunId(msg);
    if (idle && runId !== this.runId) {
      this.announced = this.entered = this.done = this.failedItems = 0;
      this.runId = runId;
      this.lastError = null;
    }
    this.entered += 1;
    this.announced = Math.max(this.entered, msg.parts?.count ?? 0, this.announced);
    this.show();
  }

  end(): void {
    this.done += 1;
    this.show();
  }

  fail(error: ArcGISError): void {
    this.failedItems += 1;
    this.lastError = error;
    this.show();
  }

  private show(): void {
    const { done, failedItems, entered } = this;
    if (done + failedItems < entered) {
      this.status.show({ fill: 'blue', shape: 'dot', text: `${done + failedItems}/${this.announced}` });
    } else if (failedItems === 0) {
      this.status.show({ fill: 'green', shape: 'dot', text: `${done} ✓` });
    } else if (this.lastError && done === 0) {
      this.status.show(statusOfError(this.lastError));
    } else {
      this.status.show({ fill: 'yellow', shape: 'dot', text: `${done} ✓ ${failedItems} ✗` });
    }
  }
}

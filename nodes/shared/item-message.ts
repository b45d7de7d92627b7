import type { ArcgisMessage, CountsMessage, RunInfo, Step } from '../../lib/copy/run/message.js';
import type { SourceId } from '../../lib/items/item.js';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import type { FlowMessage } from './node-red.js';

type Loose = Record<string, unknown>;

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isRun = (value: unknown): value is RunInfo =>
  isObject(value) && typeof value.id === 'string' && value.id !== '';

function isItemEnvelope(
  value: unknown,
): value is Partial<ArcgisMessage> & Pick<ArcgisMessage, 'run' | 'source'> {
  if (!isObject(value) || !isRun(value.run) || !isObject(value.source)) return false;
  const { portal, item } = value.source;
  return typeof portal === 'string' && isObject(item) && typeof item.id === 'string' && item.id !== '';
}

/** Id of the run that a message belongs to, null if it belongs to none. */
export function readRunId(msg: FlowMessage): string | null {
  return isObject(msg.arcgis) && isRun(msg.arcgis.run) ? msg.arcgis.run.id : null;
}

/** `msg.arcgis` of a message about one item, lists that are missing filled in; null if the message is about something else. */
export function readItemMessage(msg: FlowMessage): ArcgisMessage | null {
  const { arcgis } = msg;
  if (!isItemEnvelope(arcgis)) return null;
  return {
    ...arcgis,
    map: { items: {}, services: {}, groups: {}, users: {}, ...arcgis.map },
    replaced: arcgis.replaced ?? [],
    dependencies: arcgis.dependencies ?? [],
    steps: arcgis.steps ?? [],
  };
}

/** `msg.arcgis` of a message about one item. Throws ARCGIS_INPUT if the message is about something else. */
export function demandItemMessage(msg: FlowMessage): ArcgisMessage {
  const arcgis = readItemMessage(msg);
  if (arcgis) return arcgis;
  throw new ArcGISError(
    'ARCGIS_INPUT',
    'The message is not about an item: msg.arcgis.run.id, msg.arcgis.source.portal or msg.arcgis.source.item.id is missing. ' +
      'Wire this node behind the first output of search-items, and keep msg.arcgis in between.',
  );
}

/** Id of the item in the source, as a type of its own. */
export const sourceIdOf = ({ source }: ArcgisMessage): SourceId => source.item.id as SourceId;

/** `msg.arcgis` of the message that search-items sends on its second output; null if the message is another one. */
export function readCountsMessage(msg: FlowMessage): CountsMessage | null {
  const { arcgis } = msg;
  const isCounts =
    isObject(arcgis) &&
    isRun(arcgis.run) &&
    isObject(arcgis.source) &&
    typeof arcgis.source.portal === 'string';
  return isCounts && isObject(arcgis.counts) ? (arcgis as unknown as CountsMessage) : null;
}

/**
 * Puts an error where the Catch branch of a flow finds it, beside what earlier nodes said. A step that the node noted itself before it failed
 * stays as it is: it holds the findings.
 */
export function noteError(msg: FlowMessage, step: Step): void {
  const known = isObject(msg.arcgis) ? msg.arcgis : {};
  const steps: unknown[] = Array.isArray(known.steps) ? known.steps : [];
  const noted = steps.some(
    (other) => isObject(other) && other.node === step.node && other.started === step.started,
  );
  msg.arcgis = { ...known, error: step.error, steps: noted ? steps : [...steps, step] };
}

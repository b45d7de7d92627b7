import { copyLayerMetadata } from '../../features/copy-layer-metadata.js';
import { type LayerService, readLayerService } from '../../features/layer-service.js';
import { rewriteText } from '../../references/rewrite-text.js';
import type { CopyJob } from '../copy-job.js';
import type { HostedCopy } from './hosted-copy.js';

/** Gives the layers of a copy, a view's too, the metadata that those of the source have. */
export async function carryMetadata(
  job: CopyJob,
  from: LayerService,
  { url, mapping }: HostedCopy,
): Promise<void> {
  if (!from.layers.some((layer) => layer.hasMetadata === true)) return;
  const to = { built: await readLayerService(job.target, url, job.signal), mapping };
  // What it mentions has a copy by now, or has none.
  const rewrite = (text: string) => rewriteText(text, { ...job.rewriting, map: job.run.map });
  job.warnings.push(...(await copyLayerMetadata(job.source, job.target, from, to, rewrite, job.signal)));
}

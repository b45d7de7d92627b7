import { withIdentity } from '../../items/item-keywords.js';
import { copyableProperties } from '../../items/item-properties.js';
import type { Params } from '../../portal/portal.js';
import { rewriteReferences } from '../../references/rewrite-references.js';
import type { CopyJob } from '../copy-job.js';

/** Properties of the copy: the source's, as far as they can be copied, referring to the target. Without marks, and without those of these names. */
export function wantedProperties(job: CopyJob, without: readonly string[] = []): Params {
  const own: Params = { ...copyableProperties(job.item) };
  for (const name of without) delete own[name];
  const { document: params, changes } = rewriteReferences(own, job.rewriting);
  job.noteRewritten('item', changes.length);
  return job.categories.length ? { ...params, categories: job.categories } : params;
}

/** The same with the keywords by which the copy is recognised, and while it is being made, as unfinished. */
export function marked(job: CopyJob, params: Params, state: 'finished' | 'unfinished'): Params {
  const keywords = Array.isArray(params.typeKeywords) ? params.typeKeywords.map(String) : [];
  return { ...params, typeKeywords: withIdentity(keywords, job.item.id, job.run.info.pipeline, state) };
}

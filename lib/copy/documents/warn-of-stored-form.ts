import type { Item } from '../../items/item.js';
import { rewriteText } from '../../references/rewrite-text.js';
import type { CopyJob } from '../copy-job.js';
import { isRefusal } from '../identity/origins.js';

interface ServiceRoot {
  tables?: { id: number; name: string }[];
}

interface Rows {
  features?: { attributes: Record<string, unknown> }[];
}

/**
 * Surveys of the first web designer keep their definition a second time, as a row (`name` is `form`) of a table `metadata` of their service. Rows are
 * copied as they are, so that one still names the source: that is said.
 * @param services of the survey, in the source
 */
export async function warnOfStoredForm(job: CopyJob, services: readonly Item[]): Promise<void> {
  for (const { url, title } of services) {
    if (!url || !(await storedForms(job, url)).some((text) => rewriteText(text, job.rewriting) !== text)) {
      continue;
    }
    job.warn(
      'SURVEY_ROW_KEPT',
      `The table "metadata" of the survey's service "${title}" has a definition of the survey in a row of its own, which is copied like every row and still names the source. Open the copied survey in Survey123, and publish it there: that writes the row anew.`,
    );
  }
}

async function storedForms(job: CopyJob, url: string): Promise<string[]> {
  try {
    const { tables = [] } = await job.source.read<ServiceRoot>(url, {}, { signal: job.signal });
    const table = tables.find(({ name }) => name.toLowerCase() === 'metadata');
    if (!table) return [];
    const params = { where: "name = 'form'", outFields: '*', returnGeometry: false };
    const rows = await job.source.read<Rows>(`${url}/${table.id}/query`, params, { signal: job.signal });
    return (rows.features ?? []).flatMap(({ attributes }) =>
      Object.values(attributes).filter((value) => typeof value === 'string'),
    );
  } catch (error) {
    if (isRefusal(error)) return [];
    throw error;
  }
}

import { xmlError } from '../../items/xml-error.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { CopyJob } from '../copy-job.js';

/**
 * Throws ARCGIS_INPUT for a form package with a definition that is no well-formed XML: nobody could open the copy. Asked before anything
 * is written.
 * @param content of the package, by file
 */
export function checkPackage(job: CopyJob, content: unknown): void {
  if (job.item.type !== 'Form' || typeof content !== 'object' || content === null) return;
  for (const [name, text] of Object.entries(content)) {
    if (typeof text !== 'string' || !/\.xml$/i.test(name)) continue;
    const error = xmlError(text);
    if (!error) continue;
    throw new ArcGISError(
      'ARCGIS_INPUT',
      `The ${job.label} was not copied: its ${name} is not well-formed XML (line ${error.line}, column ${error.column}: ${error.message}). Publish the survey again in the source.`,
      { portal: job.source.url, item: job.label },
    );
  }
}

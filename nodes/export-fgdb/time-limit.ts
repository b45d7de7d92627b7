import { ArcGISError } from '../../lib/portal/arcgis-error.js';

const DEFAULT_MINUTES = 60;

/** How long an export may take, in ms. Blank is an hour. Throws ARCGIS_CONFIG for what is no number of minutes. */
export function timeLimitOf(minutes: string | undefined): number {
  const text = String(minutes ?? '').trim();
  const value = text === '' ? DEFAULT_MINUTES : Number(text);
  if (value > 0 && Number.isFinite(value)) return value * 60_000;
  throw new ArcGISError(
    'ARCGIS_CONFIG',
    `"${text}" is no time limit: enter the minutes that one export may take in export-fgdb, or leave it blank for ${DEFAULT_MINUTES}.`,
  );
}

import type { Envelope, SpatialReference } from '../services/layer-definition.js';
import type { ExportedTable } from './exported-table.js';
import { SHAPE_COLUMN } from './geopackage-writer.js';

/** More than this many steps of a grid are no whole numbers any more, with room to spare. */
const WHOLE_NUMBERS = 2 ** 52;

/** How GDAL shall make the class of a table. */
export function classOptions(table: ExportedTable, extent: Envelope | null): string[] {
  const { definition, fields, columns, isTable } = table;
  const types = fields.flatMap(({ type }, index) =>
    type === 'esriFieldTypeGlobalID' || type === 'esriFieldTypeGUID' || type === 'esriFieldTypeXML'
      ? [`${columns[index]}=${type}`]
      : [],
  );
  const { projectTo } = table;
  const project = projectTo ? ['-t_srs', `EPSG:${projectTo.latestWkid ?? projectTo.wkid}`] : [];
  const creation = creationOptions({
    LAYER_ALIAS: definition.name,
    COLUMN_TYPES: types.join(','),
    TIME_IN_UTC: 'YES',
    ...(isTable
      ? {}
      : gridOptions(
          projectTo ?? table.spatialReference,
          projectTo ? null : extent,
          definition.hasZ,
          definition.hasM,
        )),
    ...(!isTable && /Poly/.test(definition.geometryType ?? '')
      ? { CREATE_SHAPE_AREA_AND_LENGTH_FIELDS: 'YES' }
      : {}),
  });
  return [...project, ...creation];
}

/** How GDAL shall make a table of attachments. */
export function attachmentOptions(): string[] {
  return creationOptions({
    COLUMN_TYPES: 'GLOBALID=esriFieldTypeGlobalID,REL_GLOBALID=esriFieldTypeGUID',
  });
}

/**
 * A geodatabase keeps coordinates as whole numbers of a grid that begins somewhere. Beginning beside the rows, and as fine as doubles
 * allow, what the portal holds comes out as it is.
 */
function gridOptions(
  reference: SpatialReference | null,
  extent: Envelope | null,
  hasZ: boolean,
  hasM: boolean,
): Record<string, string> {
  const code = reference?.latestWkid ?? reference?.wkid ?? 0;
  const isGeographic = (code >= 4000 && code < 5000) || (code >= 104_000 && code < 105_000);
  const world = isGeographic ? 400 : 40_000_000;
  const { xmin, ymin, xmax, ymax } = extent ?? { xmin: -world, ymin: -world, xmax: world, ymax: world };
  const size = Math.max(xmax - xmin, ymax - ymin) + 2;
  const scale = 10 ** Math.floor(Math.log10(WHOLE_NUMBERS / size));
  return {
    GEOMETRY_NAME: SHAPE_COLUMN,
    XORIGIN: String(Math.floor(xmin) - 1),
    YORIGIN: String(Math.floor(ymin) - 1),
    XYSCALE: String(scale),
    XYTOLERANCE: isGeographic ? '0.000000008983153' : '0.001',
    ...(hasZ ? { ZORIGIN: '-100000', ZSCALE: '1000000000', ZTOLERANCE: '0.001' } : {}),
    ...(hasM ? { MORIGIN: '-100000', MSCALE: '1000000000', MTOLERANCE: '0.001' } : {}),
  };
}

function creationOptions(options: Record<string, string>): string[] {
  return Object.entries(options).flatMap(([name, value]) =>
    value === '' ? [] : ['-lco', `${name}=${value}`],
  );
}

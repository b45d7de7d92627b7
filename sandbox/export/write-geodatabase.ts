import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { doublesToDates, tableFile } from '../publish/fgdb-dates.js';
import { GdalProcess } from '../publish/gdal-process.js';
import { styledGuid } from '../services/guid.js';
import type { Envelope, SpatialReference } from '../services/layer-definition.js';
import type { SqlValue } from '../store/database.js';
import { addAttachmentTables } from './attachment-tables.js';
import { renameColumns } from './column-names.js';
import { type DomainNames, domainNames } from './domain-names.js';
import type { ExportedTable } from './exported-table.js';
import { repairHeader } from './fgdb-header.js';
import { type ClassDetails, domainXml, relationshipXml, withDetails } from './geodatabase-xml.js';
import { GeoPackageWriter, SHAPE_COLUMN } from './geopackage-writer.js';
import { type RelationshipClass, relationshipClasses } from './relationship-class.js';

/** Types and relations of the catalogue, the same in every geodatabase. */
const TYPES = {
  codedDomain: '{8C368B12-A12E-4C7E-9638-C9C64E69E98F}',
  rangeDomain: '{C29DA988-8C3E-45F7-8B5C-18E51EE7BEB4}',
  relationshipClass: '{B606A7E1-FA5B-439C-849C-6E9C2481537B}',
  inFolder: '{DC78F1AB-34E4-43AC-BA47-1C4EABD0E7C7}',
  domainInDataset: '{17E08ADB-2B31-4DCD-8FDD-DF529E88F843}',
  relatedThrough: '{725BADAB-3452-491B-A795-55F32D67229C}',
};
const CARDINALITIES: Record<string, number> = {
  esriRelCardinalityOneToOne: 1,
  esriRelCardinalityOneToMany: 2,
  esriRelCardinalityManyToMany: 3,
};
/** GDB_Items is always the fourth table. */
const ITEMS_TABLE = 4;
const FIRST_RELATIONSHIP = 1000;
/** More than this many steps of a grid are no whole numbers any more, with room to spare. */
const WHOLE_NUMBERS = 2 ** 52;
const ALL_TABLES = 'LIST_ALL_TABLES=YES';

/**
 * Writes the tables as a File Geodatabase into the folder `dir`/data.gdb, with `dir` for temporary files too: attachments,
 * relationship classes, domains, subtypes, aliases, GlobalIDs and ObjectIDs as they are, dates to the millisecond.
 */
export async function writeGeodatabase(tables: ExportedTable[], dir: string): Promise<string> {
  const taken = new Set(tables.map((table) => table.name.toLowerCase()));
  const writer = new GeoPackageWriter(path.join(dir, 'rows.gpkg'));
  const relationships: RelationshipClass[] = [];
  const extents = new Map<string, Envelope | null>();
  let attachments: string[];
  try {
    for (const table of tables) extents.set(table.name, writer.addTable(table));
    const added = addAttachmentTables(writer, tables, taken, (file) => readFileSync(file));
    attachments = added.names;
    relationships.push(...added.relationships, ...relationshipClasses(tables, taken));
  } finally {
    writer.close();
  }
  const geodatabase = path.join(dir, 'data.gdb');
  const gdal = await GdalProcess.start();
  try {
    await gdal.call({ work: 'mount', folder: dir, at: '/job' });
    let made = false;
    for (const [name, options] of [
      ...tables.map((table) => [table.name, classOptions(table, extents.get(table.name) ?? null)] as const),
      ...attachments.map((name) => [name, attachmentOptions()] as const),
    ]) {
      await gdal.call({
        work: 'translate',
        from: '/job/rows.gpkg',
        to: '/job/data.gdb',
        args: ['-f', 'OpenFileGDB', '-preserve_fid', ...(made ? ['-update'] : []), ...options, name],
        openOptions: [],
        ...(made ? { into: [] } : {}),
      });
      made = true;
    }
    const domains = domainNames(tables);
    await addToCatalogue(gdal, dir, domains, relationships);
    await detailClasses(gdal, tables, domains);
    repairHeader(tableFile(geodatabase, ITEMS_TABLE));
    await finishColumns(gdal, geodatabase, tables);
  } finally {
    await gdal.stop();
  }
  return geodatabase;
}

function classOptions(table: ExportedTable, extent: Envelope | null): string[] {
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

function attachmentOptions(): string[] {
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

/** Features of a query on all tables of the geodatabase. */
async function select(
  gdal: GdalProcess,
  sql: string,
  update = false,
): Promise<{ fid: number; properties: Record<string, string | null> }[]> {
  const { layers } = await gdal.call<{
    layers: { features?: { fid: number; properties: Record<string, string | null> }[] }[];
  }>({
    work: 'info',
    path: '/job/data.gdb',
    openOptions: [ALL_TABLES],
    update,
    args: ['-features', ...(update ? ['-dialect', 'SQLITE'] : []), '-sql', sql],
  });
  return layers[0]?.features ?? [];
}

/** GDAL writes neither relationship classes nor all that a domain is, so both are rows added to the catalogue. */
async function addToCatalogue(
  gdal: GdalProcess,
  dir: string,
  { domains, byField }: DomainNames,
  relationships: RelationshipClass[],
): Promise<void> {
  if (domains.length + relationships.length === 0) return;
  const known = await select(gdal, 'SELECT UUID, Name, Path FROM GDB_Items');
  const ids = new Map(known.map(({ properties }) => [properties.Name ?? '', properties.UUID ?? '']));
  const root = known.find(({ properties }) => properties.Path === '\\')?.properties.UUID ?? '';
  const items: SqlValue[][] = [];
  const relations: SqlValue[][] = [];
  const relate = (origin: string, destination: string, type: string) =>
    relations.push([null, newUuid(), origin, destination, type, 1]);
  for (const { name, domain, type } of domains) {
    const id = newUuid();
    const kind = domain.type === 'range' ? TYPES.rangeDomain : TYPES.codedDomain;
    items.push([
      null,
      id,
      kind,
      name,
      name.toUpperCase(),
      '',
      null,
      null,
      '',
      '',
      '',
      domainXml(name, domain, type),
      1,
    ]);
    for (const [table, fields] of byField)
      if ([...fields.values()].includes(name)) relate(id, ids.get(table) ?? '', TYPES.domainInDataset);
  }
  for (const [index, one] of relationships.entries()) {
    const id = newUuid();
    const { name, origin, destination } = one;
    const xml = relationshipXml(one, FIRST_RELATIONSHIP + index);
    const cardinality = CARDINALITIES[one.cardinality] ?? 2;
    const properties = [null, id, TYPES.relationshipClass, name, name.toUpperCase(), `\\${name}`];
    items.push([...properties, cardinality, 0, origin, destination, '', xml, 1]);
    relate(root, id, TYPES.inFolder);
    relate(ids.get(origin) ?? '', id, TYPES.relatedThrough);
    relate(ids.get(destination) ?? '', id, TYPES.relatedThrough);
  }
  const writer = new GeoPackageWriter(path.join(dir, 'catalogue.gpkg'));
  try {
    const text = (names: string) => names.split(' ').map((name) => `${name} TEXT`);
    writer.addPlainTable(
      'GDB_Items',
      [
        'fid INTEGER PRIMARY KEY',
        ...text('UUID Type Name PhysicalName Path'),
        'DatasetSubtype1 MEDIUMINT',
        'DatasetSubtype2 MEDIUMINT',
        ...text('DatasetInfo1 DatasetInfo2 URL Definition'),
        'Properties MEDIUMINT',
      ],
      items,
    );
    writer.addPlainTable(
      'GDB_ItemRelationships',
      ['fid INTEGER PRIMARY KEY', ...text('UUID OriginID DestID Type'), 'Properties MEDIUMINT'],
      relations,
    );
  } finally {
    writer.close();
  }
  await gdal.call({
    work: 'translate',
    from: '/job/catalogue.gpkg',
    to: '/job/data.gdb',
    args: ['-update', '-append'],
    openOptions: [],
    into: [ALL_TABLES],
  });
}

/** Writes into the definitions of the classes what GDAL does not. */
async function detailClasses(
  gdal: GdalProcess,
  tables: ExportedTable[],
  domains: DomainNames,
): Promise<void> {
  const found = await select(gdal, 'SELECT Name, Definition FROM GDB_Items');
  const quotedText = (text: string) => `'${text.replaceAll("'", "''")}'`;
  for (const table of tables) {
    const definition = found.find(({ properties }) => properties.Name === table.name)?.properties.Definition;
    if (!definition) continue;
    const details: ClassDetails = {
      geometryType: table.definition.geometryType,
      objectId: objectIdOf(table),
      fields: table.fields,
      columns: table.columns,
      domains: domains.byField.get(table.name) ?? new Map(),
      subtypes: subtypesOf(table),
    };
    const sql = `UPDATE GDB_Items SET Definition = ${quotedText(withDetails(definition, details))} WHERE Name = ${quotedText(table.name)}`;
    await select(gdal, sql, true);
  }
}

function objectIdOf({ definition }: ExportedTable): { name: string; alias: string } {
  const { objectIdField: name, fields } = definition;
  return { name, alias: fields.find((field) => field.name === name)?.alias ?? name };
}

/** Types of a layer are subtypes where their field holds whole numbers. */
function subtypesOf({ definition, fields }: ExportedTable): ClassDetails['subtypes'] {
  const field = fields.find((one) => one.name === definition.typeIdField);
  const types = (definition.types ?? []) as { id: unknown; name: string }[];
  if (!field || types.length === 0 || !/Integer$/.test(field.type)) return null;
  return {
    field: field.name,
    defaultCode: types[0]?.id,
    list: types.map(({ id, name }) => ({ code: id, name })),
  };
}

/** Gives the columns the types and names that GDAL cannot write. */
async function finishColumns(gdal: GdalProcess, geodatabase: string, tables: ExportedTable[]): Promise<void> {
  const catalogue = await select(gdal, 'SELECT FID, Name FROM GDB_SystemCatalog');
  for (const { name, fields, columns } of tables) {
    const number = catalogue.find(({ properties }) => properties.Name === name)?.fid;
    if (number === undefined) continue;
    const file = tableFile(geodatabase, number);
    doublesToDates(
      file,
      columns.filter((_, index) => fields[index]?.type === 'esriFieldTypeDate'),
    );
    renameColumns(
      file,
      columns,
      fields.map((field) => field.name),
    );
  }
}

function newUuid(): string {
  return styledGuid(randomUUID(), 'braced') ?? '';
}

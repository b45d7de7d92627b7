import { readFileSync } from 'node:fs';
import path from 'node:path';
import { doublesToDates, tableFile } from '../publish/fgdb-dates.js';
import { GdalProcess } from '../publish/gdal-process.js';
import type { Envelope } from '../services/layer-definition.js';
import { addToCatalogue } from './add-to-catalogue.js';
import { addAttachmentTables } from './attachment-tables.js';
import { attachmentOptions, classOptions } from './class-options.js';
import { renameColumns } from './column-names.js';
import { type DomainNames, domainNames } from './domain-names.js';
import type { ExportedTable } from './exported-table.js';
import { repairHeader } from './fgdb-header.js';
import { type ClassDetails, withDetails } from './geodatabase-xml.js';
import { GeoPackageWriter } from './geopackage-writer.js';
import { queryGeodatabase } from './query-geodatabase.js';
import { type RelationshipClass, relationshipClasses } from './relationship-class.js';

/** GDB_Items is always the fourth table. */
const ITEMS_TABLE = 4;
/**
 * Writes the tables as a File Geodatabase into the folder `dir`/data.gdb, with `dir` for temporary files too: attachments,
 * relationship classes, domains, subtypes, aliases, GlobalIDs and ObjectIDs as they are, dates to the millisecond.
 */
export async function writeGeodatabase(tables: ExportedTable[], dir: string): Promise<string> {
  // It takes a second to start, in which the rows are written.
  const starting = GdalProcess.start();
  starting.catch(() => undefined);
  try {
    const { extents, attachments, relationships } = writeRows(tables, path.join(dir, 'rows.gpkg'));
    const geodatabase = path.join(dir, 'data.gdb');
    const gdal = await starting;
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
    return geodatabase;
  } finally {
    await starting.then(
      (gdal) => gdal.stop(),
      () => undefined,
    );
  }
}

/** Writes a GeoPackage of the tables and their attachments, from which GDAL makes the geodatabase. */
function writeRows(tables: ExportedTable[], file: string) {
  const taken = new Set(tables.map((table) => table.name.toLowerCase()));
  const writer = new GeoPackageWriter(file);
  try {
    const extents = new Map<string, Envelope | null>();
    for (const table of tables) extents.set(table.name, writer.addTable(table));
    const { names, relationships } = addAttachmentTables(writer, tables, taken, (path) => readFileSync(path));
    const all: RelationshipClass[] = [...relationships, ...relationshipClasses(tables, taken)];
    return { extents, attachments: names, relationships: all };
  } finally {
    writer.close();
  }
}

/** Writes into the definitions of the classes what GDAL does not. */
async function detailClasses(
  gdal: GdalProcess,
  tables: ExportedTable[],
  domains: DomainNames,
): Promise<void> {
  const found = await queryGeodatabase(gdal, 'SELECT Name, Definition FROM GDB_Items');
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
    await queryGeodatabase(gdal, sql, true);
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
  const catalogue = await queryGeodatabase(gdal, 'SELECT FID, Name FROM GDB_SystemCatalog');
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

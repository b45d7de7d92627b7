import { styledGuid } from '../services/guid.js';
import type { SqlValue } from '../store/database.js';
import { className } from './class-name.js';
import type { ExportedTable } from './exported-table.js';
import type { GeoPackageWriter } from './geopackage-writer.js';
import type { RelationshipClass } from './relationship-class.js';

/** Adds to each class that may have attachments the table that a geodatabase keeps them in, and its relationship. */
export function addAttachmentTables(
  writer: GeoPackageWriter,
  tables: ExportedTable[],
  taken: Set<string>,
  read: (file: string) => Uint8Array,
): { names: string[]; relationships: RelationshipClass[] } {
  const names: string[] = [];
  const relationships: RelationshipClass[] = [];
  for (const table of tables) {
    const { definition } = table;
    if (!definition.hasAttachments) continue;
    const byGlobalId = definition.globalIdField !== '';
    const name = className(`${table.name}__ATTACH`, taken);
    const columns = [
      'ATTACHMENTID INTEGER PRIMARY KEY',
      'GLOBALID TEXT(38) NOT NULL',
      byGlobalId ? 'REL_GLOBALID TEXT(38) NOT NULL' : 'REL_OBJECTID MEDIUMINT NOT NULL',
      'CONTENT_TYPE TEXT(150) NOT NULL',
      'ATT_NAME TEXT(250) NOT NULL',
      'KEYWORDS TEXT(1024)',
      'DATA_SIZE MEDIUMINT NOT NULL',
      'DATA BLOB',
    ];
    writer.addPlainTable(name, columns, rowsOf(table, byGlobalId, read));
    names.push(name);
    relationships.push({
      name: className(`${table.name}__ATTACHREL`, taken),
      cardinality: 'esriRelCardinalityOneToMany',
      composite: true,
      isAttachment: true,
      origin: table.name,
      destination: name,
      originKey: byGlobalId ? definition.globalIdField : definition.objectIdField,
      destinationKey: byGlobalId ? 'REL_GLOBALID' : 'REL_OBJECTID',
      forward: 'attachment',
      backward: 'object',
    });
  }
  return { names, relationships };
}

function* rowsOf(
  table: ExportedTable,
  byGlobalId: boolean,
  read: (file: string) => Uint8Array,
): Iterable<SqlValue[]> {
  for (const one of table.attachments()) {
    yield [
      null,
      styledGuid(one.globalId, 'braced'),
      byGlobalId ? styledGuid(one.parent, 'braced') : one.objectId,
      one.contentType,
      one.name,
      one.keywords,
      one.bytes,
      read(one.file),
    ];
  }
}

import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { GdalProcess } from '../publish/gdal-process.js';
import { styledGuid } from '../services/guid.js';
import type { SqlValue } from '../store/database.js';
import type { DomainNames } from './domain-names.js';
import { domainXml, relationshipXml } from './geodatabase-xml.js';
import { GeoPackageWriter } from './geopackage-writer.js';
import { ALL_TABLES, queryGeodatabase } from './query-geodatabase.js';
import type { RelationshipClass } from './relationship-class.js';

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
const FIRST_RELATIONSHIP = 1000;

/** GDAL writes neither relationship classes nor all that a domain is, so both are rows added to the catalogue. */
export async function addToCatalogue(
  gdal: GdalProcess,
  dir: string,
  { domains, byField }: DomainNames,
  relationships: RelationshipClass[],
): Promise<void> {
  if (domains.length + relationships.length === 0) return;
  const known = await queryGeodatabase(gdal, 'SELECT UUID, Name, Path FROM GDB_Items');
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

function newUuid(): string {
  return styledGuid(randomUUID(), 'braced') ?? '';
}

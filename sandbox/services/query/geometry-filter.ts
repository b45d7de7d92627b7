import type { Call } from '../../http/call.js';
import { envelopeOf, type Geometry, mapCoordinates } from '../geometry/geometry.js';
import type { Relation } from '../geometry/relate.js';
import { reprojection, spatialReferenceOf } from '../geometry/reproject.js';
import type { AreaOfInterest, Envelope, SpatialReference } from '../layer-definition.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import type { RowFilter } from './all-of.js';
import { invalidParameter } from './query-errors.js';

type Shape = Geometry & Partial<Envelope>;

const RELATIONS = new Set<string>([
  'Intersects',
  'Contains',
  'Within',
  'Crosses',
  'Touches',
  'Overlaps',
  'EnvelopeIntersects',
  'IndexIntersects',
  'Disjoint',
] satisfies Relation[]);
const METRES: Record<string, number> = {
  esriSRUnit_Meter: 1,
  esriSRUnit_Kilometer: 1000,
  esriSRUnit_Foot: 0.3048,
  esriSRUnit_StatuteMile: 1609.344,
  esriSRUnit_NauticalMile: 1852,
  esriSRUnit_USNauticalMile: 1853.248,
};
const METRES_PER_DEGREE = 111_319.49;

/** Rows whose geometry relates to the one that the query names, or is not further from it than `distance`. */
export function geometryFilter(context: ServicesContext, layer: Layer, call: Call, text: string): RowFilter {
  const { params } = call;
  const given = shapeOf(text);
  if (!given) throw invalidParameter(context, 'geometry');
  const reference = spatialReferenceOf(
    given.spatialReference ?? params.text('inSR') ?? params.text('defaultSR'),
  );
  const shape = inLayer(layer, given, reference);
  if (!shape) throw invalidParameter(context, 'inSR');
  const relation = params.text('spatialRel', '') || 'esriSpatialRelIntersects';
  const name = relation.replace(/^esriSpatialRel/, '');
  // esriSpatialRelRelation would need relationParam, which hosted layers do not take.
  if (!RELATIONS.has(name)) throw invalidParameter(context, 'spatialRel');
  const distance = params.number('distance', 0);
  if (distance <= 0) return relationFilter(shape, name);
  const metres = distance * (METRES[params.text('units', 'esriSRUnit_Meter')] ?? 1);
  return nearFilter(layer, shape, metres);
}

/** The rows of a view in its area of interest; undefined where its spatial reference cannot be followed. */
export function areaFilter(layer: Layer, area: AreaOfInterest): RowFilter | undefined {
  const geometry = area.value.geometry as Shape;
  const shape = inLayer(layer, geometry, spatialReferenceOf(geometry.spatialReference));
  if (!shape) return undefined;
  const name = String(area.operator).replace(/^esriSpatialRel/, '');
  return relationFilter(shape, RELATIONS.has(name) ? name : 'Intersects');
}

function relationFilter(shape: Shape, relation: string): RowFilter {
  const { xmin, ymin, xmax, ymax } = boxOf(shape);
  const near = '("!xmin" <= ? AND "!xmax" >= ? AND "!ymin" <= ? AND "!ymax" >= ?)';
  const box = [xmax, xmin, ymax, ymin];
  const { spatialReference: _, ...bare } = shape;
  const exact = { sql: 'relates("!shape", ?, ?)', params: [JSON.stringify(bare), relation] };
  if (relation === 'Disjoint')
    return { sql: `("!shape" IS NOT NULL AND ${exact.sql})`, params: exact.params };
  return { sql: `(${near} AND ${exact.sql})`, params: [...box, ...exact.params] };
}

function nearFilter(layer: Layer, shape: Shape, metres: number): RowFilter {
  const { spatialReference: _, ...bare } = shape;
  const box = boxOf(shape);
  const wkid = layer.definition.spatialReference?.latestWkid ?? layer.definition.spatialReference?.wkid ?? 0;
  let units = metres;
  if (wkid === 3857) {
    // Lengths on the map grow with the latitude.
    units = metres * Math.cosh((box.ymin + box.ymax) / 2 / 6_378_137);
  } else if (wkid >= 4000 && wkid < 5000) {
    units = metres / METRES_PER_DEGREE;
  }
  return { sql: '(apart("!shape", ?) <= ?)', params: [JSON.stringify(bare), units] };
}

function inLayer(layer: Layer, shape: Shape, reference: SpatialReference | null): Shape | undefined {
  const change = reprojection(reference, layer.definition.spatialReference);
  if (change === undefined) return undefined;
  if (!change) return shape;
  const { xmin, ymin, xmax, ymax } = shape;
  if (xmin === undefined || ymin === undefined || xmax === undefined || ymax === undefined)
    return mapCoordinates(shape, change);
  const [left, bottom] = change(xmin, ymin);
  const [right, top] = change(xmax, ymax);
  return { xmin: left, ymin: bottom, xmax: right, ymax: top };
}

function boxOf(shape: Shape): Envelope {
  const { xmin, ymin, xmax, ymax } = shape;
  if (xmin !== undefined && ymin !== undefined && xmax !== undefined && ymax !== undefined)
    return { xmin, ymin, xmax, ymax };
  return envelopeOf(shape) ?? { xmin: 0, ymin: 0, xmax: 0, ymax: 0 };
}

/** A point or an envelope in its short form, or any geometry as JSON. */
function shapeOf(text: string): Shape | null {
  const numbers = text.split(',').map(Number);
  if (numbers.every((number) => Number.isFinite(number))) {
    const [x = 0, y = 0, xmax, ymax] = numbers;
    return xmax === undefined || ymax === undefined ? { x, y } : { xmin: x, ymin: y, xmax, ymax };
  }
  try {
    const json = JSON.parse(text) as Shape;
    const known = typeof json.xmin === 'number' || envelopeOf(json) !== null;
    return known ? json : null;
  } catch {
    return null;
  }
}

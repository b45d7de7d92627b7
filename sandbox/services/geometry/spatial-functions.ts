import type { SqlDatabase } from '../../store/database.js';
import type { Geometry } from './geometry.js';
import { distanceBetween, type Relation, relates } from './relate.js';

/**
 * Makes `relates(shape, other, relation)` and `apart(shape, other)` known to SQL. Shapes are the stored JSON; a row without one
 * relates to nothing.
 */
export function addSpatialFunctions(database: SqlDatabase): void {
  let known = '';
  let other: Geometry = {};
  const parsed = (text: string): Geometry => {
    if (text !== known) {
      known = text;
      other = JSON.parse(text) as Geometry;
    }
    return other;
  };
  database.define(
    'relates',
    (shape, text, relation) =>
      typeof shape === 'string' &&
      relates(JSON.parse(shape) as Geometry, parsed(String(text)), String(relation) as Relation)
        ? 1
        : 0,
    { deterministic: true },
  );
  database.define(
    'apart',
    (shape, text) =>
      typeof shape === 'string' ? distanceBetween(JSON.parse(shape) as Geometry, parsed(String(text))) : null,
    { deterministic: true },
  );
}

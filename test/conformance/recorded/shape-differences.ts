/** How an answer differs from a recorded one at one place. */
export interface Difference {
  /** Keys from the top, `[]` for the elements of a list: `layers[].drawingInfo.renderer`. */
  path: string;
  kind: 'missing' | 'extra' | 'type';
  /** Types of the two sides, for a difference of type. */
  types?: string;
}

type Shape = { types: Set<string>; keys: Map<string, Shape>; elements: Shape | null };

/**
 * Where keys and types of value differ. The elements of a list count together: what one of them has, the list has. `null` fits every
 * type, an empty list every list, an empty object every object.
 */
export function shapeDifferences(recorded: unknown, answered: unknown): Difference[] {
  return compared(shapeOf([recorded]), shapeOf([answered]), '');
}

/** All paths of keys of an answer. */
export function keysOf(answer: unknown): string[] {
  const below = (shape: Shape, path: string): string[] => [
    ...(shape.elements ? below(shape.elements, `${path}[]`) : []),
    ...[...shape.keys].flatMap(([name, one]) => {
      const inner = path === '' ? name : `${path}.${name}`;
      return [inner, ...below(one, inner)];
    }),
  ];
  return below(shapeOf([answer]), '');
}

function shapeOf(values: unknown[]): Shape {
  const objects = values.filter(isObject);
  const lists = values.filter(Array.isArray);
  const names = new Set(objects.flatMap((object) => Object.keys(object)));
  const elements = lists.flat(1) as unknown[];
  return {
    types: new Set(values.filter((value) => value !== null && value !== undefined).map(typeOf)),
    keys: new Map(
      [...names].map((name) => [name, shapeOf(objects.filter((one) => name in one).map((one) => one[name]))]),
    ),
    elements: elements.length > 0 ? shapeOf(elements) : null,
  };
}

function compared(recorded: Shape, answered: Shape, path: string): Difference[] {
  if (recorded.types.size === 0 || answered.types.size === 0) return [];
  const found: Difference[] = [];
  if (![...answered.types].every((type) => recorded.types.has(type))) {
    const types = `${[...recorded.types].join('|')} recorded, ${[...answered.types].join('|')} answered`;
    found.push({ path, kind: 'type', types });
  }
  if (recorded.elements && answered.elements) {
    found.push(...compared(recorded.elements, answered.elements, `${path}[]`));
  }
  if (recorded.keys.size > 0 && answered.keys.size > 0) {
    for (const name of new Set([...recorded.keys.keys(), ...answered.keys.keys()])) {
      const inner = path === '' ? name : `${path}.${name}`;
      const [there, here] = [recorded.keys.get(name), answered.keys.get(name)];
      if (!here) found.push({ path: inner, kind: 'missing' });
      else if (!there) found.push({ path: inner, kind: 'extra' });
      else found.push(...compared(there, here, inner));
    }
  }
  return found;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

/** A string of a document and where it stands. */
export interface StringPlace {
  /** JSON path: `$.operationalLayers[0].url`. */
  path: string;
  text: string;
  /** Name of the nearest property above it; '' for the document itself. */
  key: string;
  /** The object that it belongs to. */
  holder: Record<string, unknown>;
}

/** Every string of a parsed JSON document, in order. */
export function* visitStrings(
  value: unknown,
  path = '$',
  key = '',
  holder: Record<string, unknown> = {},
): Generator<StringPlace> {
  if (typeof value === 'string') {
    yield { path, text: value, key, holder };
  } else if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) yield* visitStrings(one, `${path}[${index}]`, key, holder);
  } else if (typeof value === 'object' && value !== null) {
    const inner = value as Record<string, unknown>;
    for (const [name, one] of Object.entries(inner))
      yield* visitStrings(one, childPath(path, name), name, inner);
  }
}

/** The path of a property below another path. */
export function childPath(path: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

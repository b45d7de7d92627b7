import type { Node } from 'node-red';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import type { FlowMessage, Red } from './node-red.js';

/** A field of a node's dialog that takes a fixed text, or names a place where the value is found when a message comes. */
export interface TypedField {
  /** The field's name for the reader of an error. */
  label: string;
  value: string | undefined;
  /** `str`, `msg`, `flow`, `global`, `env`, `json` or `jsonata`; `str` if missing. */
  type: string | undefined;
}

/** Where a value is looked for, as the reader of an error knows it from the dialog. */
const placeOf = ({ type, value }: TypedField): string => {
  if (type === 'json') return 'its JSON';
  return type === 'env' ? `env ${value}` : `${type}.${value}`;
};

/**
 * The value of a field for a message; '' where the user left it blank. Throws ARCGIS_INPUT if the field names a place that holds nothing:
 * taking a default there would copy the wrong things.
 */
export async function typedValue(
  red: Red,
  node: Node,
  msg: FlowMessage,
  field: TypedField,
): Promise<unknown> {
  const { label, value = '', type = 'str' } = field;
  if (value === '' || type === 'str') return value;
  let found: unknown;
  try {
    found = await new Promise<unknown>((resolve, reject) => {
      red.util.evaluateNodeProperty(value, type, node, msg, (error, result: unknown) =>
        error ? reject(error) : resolve(result),
      );
    });
  } catch (error) {
    const words = error instanceof Error ? error.message : JSON.stringify(error);
    throw new ArcGISError(
      'ARCGIS_INPUT',
      `The field "${label}" cannot be read from ${placeOf(field)}: ${words}`,
    );
  }
  if (found !== undefined && found !== null) return found;
  throw new ArcGISError(
    'ARCGIS_INPUT',
    `The field "${label}" is to come from ${placeOf(field)}, but there is nothing. Set it, or choose a fixed value in the node.`,
  );
}

/** The value of a field as text, without blanks around it. Throws ARCGIS_INPUT for what is no text. */
export async function textValue(red: Red, node: Node, msg: FlowMessage, field: TypedField): Promise<string> {
  const found = await typedValue(red, node, msg, field);
  if (typeof found === 'string') return found.trim();
  if (typeof found === 'number' || typeof found === 'boolean') return String(found);
  throw new ArcGISError(
    'ARCGIS_INPUT',
    `The field "${field.label}" must be a text, but ${placeOf(field)} is not.`,
  );
}

/** The value of a field as a list of texts: a list as it is, or a text whose entries stand in lines or between commas. */
export async function listValue(
  red: Red,
  node: Node,
  msg: FlowMessage,
  field: TypedField,
): Promise<string[]> {
  const found = await typedValue(red, node, msg, field);
  const entries = Array.isArray(found) ? found : typeof found === 'string' ? found.split(/[,;\r\n]+/) : null;
  if (entries?.every((entry) => typeof entry === 'string')) {
    return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
  }
  throw new ArcGISError(
    'ARCGIS_INPUT',
    `The field "${field.label}" must be a list of texts, or one text with commas, but ${placeOf(field)} is neither.`,
  );
}

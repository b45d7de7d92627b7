import type { Field, Value } from './plan.js';

interface Options {
  alias?: string;
  nullable?: boolean;
  defaultValue?: Value;
  domain?: Record<string, unknown>;
}

export function text(name: string, length: number, options: Options = {}): Field {
  return { ...field(name, 'esriFieldTypeString', options), length };
}

export function whole(name: string, options: Options = {}): Field {
  return field(name, 'esriFieldTypeInteger', options);
}

export function small(name: string, options: Options = {}): Field {
  return field(name, 'esriFieldTypeSmallInteger', options);
}

export function double(name: string, options: Options = {}): Field {
  return field(name, 'esriFieldTypeDouble', options);
}

export function date(name: string, options: Options = {}): Field {
  return { ...field(name, 'esriFieldTypeDate', options), length: 8 };
}

/** Holds the GlobalID of a row elsewhere. */
export function guid(name: string, options: Options = {}): Field {
  return { ...field(name, 'esriFieldTypeGUID', options), length: 38 };
}

/** A list of allowed values with what people read for each. */
export function codes(name: string, values: Record<string, string>): Record<string, unknown> {
  const codedValues = Object.entries(values).map(([code, label]) => ({ name: label, code }));
  return { type: 'codedValue', name, description: '', codedValues, ...policies };
}

/** As `codes`, for fields of whole numbers. */
export function numberCodes(name: string, values: Record<number, string>): Record<string, unknown> {
  const codedValues = Object.entries(values).map(([code, label]) => ({ name: label, code: Number(code) }));
  return { type: 'codedValue', name, description: '', codedValues, ...policies };
}

export function range(name: string, low: number, high: number): Record<string, unknown> {
  return { type: 'range', name, description: '', range: [low, high], ...policies };
}

/** The fields that every layer has, before and after its own. */
export function withSystemFields(own: Field[]): Field[] {
  return [
    { ...field('OBJECTID', 'esriFieldTypeOID', { alias: 'OBJECTID', nullable: false }), editable: false },
    ...own,
    {
      ...field('GlobalID', 'esriFieldTypeGlobalID', { alias: 'GlobalID', nullable: false }),
      editable: false,
      length: 38,
    },
  ];
}

/** The fields in which a service with editor tracking writes who changed what, and when. */
export const trackingFields: Field[] = [
  { ...field('CreationDate', 'esriFieldTypeDate', { alias: 'Created' }), editable: false, length: 8 },
  { ...field('Creator', 'esriFieldTypeString', { alias: 'Created by' }), editable: false, length: 128 },
  { ...field('EditDate', 'esriFieldTypeDate', { alias: 'Changed' }), editable: false, length: 8 },
  { ...field('Editor', 'esriFieldTypeString', { alias: 'Changed by' }), editable: false, length: 128 },
];

export const trackingInfo = {
  creationDateField: 'CreationDate',
  creatorField: 'Creator',
  editDateField: 'EditDate',
  editorField: 'Editor',
};

const policies = { mergePolicy: 'esriMPTDefaultValue', splitPolicy: 'esriSPTDefaultValue' };

function field(name: string, type: string, options: Options): Field {
  return {
    name,
    type,
    alias: options.alias ?? name.replace(/_/g, ' ').replace(/^./, (first) => first.toUpperCase()),
    nullable: options.nullable ?? true,
    editable: true,
    domain: options.domain ?? null,
    defaultValue: options.defaultValue ?? null,
  };
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type CallExpression,
  type Expression,
  type ObjectExpression,
  type Program,
  type Property,
  parse,
} from 'acorn';

export interface Manifest {
  name: string;
  keywords: string[];
  license: string;
  repository: { url: string };
  bugs: { url: string };
  engines: { node: string };
  files: string[];
  dependencies: Record<string, string>;
  'node-red': { version: string; nodes: Record<string, string> };
}

export const readText = (...parts: string[]): string =>
  readFileSync(path.join(process.cwd(), ...parts), 'utf8');

export const manifest = JSON.parse(readText('package.json')) as Manifest;

/** Names of the node sets, which are the node types as well. */
export const nodeNames = Object.keys(manifest['node-red'].nodes);

/** What the flow library and the scorecard can read of a node type: literals of an inline definition. */
export interface BuiltNode {
  html: string;
  type: string;
  /** Properties of the definition that are literals. */
  literals: Record<string, unknown>;
  /** Literal value of each default. */
  defaults: Record<string, { value?: unknown; type?: unknown }>;
  credentials: string[];
}

/** The scripts of a page that are of the given type. */
export const scriptsOf = (html: string, type: string): { attributes: string; text: string }[] =>
  [...html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)]
    .map(([, attributes = '', text = '']) => ({ attributes, text }))
    .filter(({ attributes }) => attributes.includes(`type="${type}"`));

const keyOf = ({ key }: Property): string =>
  key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '';

const propertiesOf = (object: ObjectExpression): Property[] =>
  object.properties.flatMap((property) => (property.type === 'Property' ? [property] : []));

const literalsOf = (object: ObjectExpression): Record<string, unknown> =>
  Object.fromEntries(
    propertiesOf(object).flatMap((property) =>
      property.value.type === 'Literal' ? [[keyOf(property), property.value.value]] : [],
    ),
  );

const objectAt = (object: ObjectExpression, key: string): ObjectExpression | null => {
  const value = propertiesOf(object).find((property) => keyOf(property) === key)?.value;
  return value?.type === 'ObjectExpression' ? value : null;
};

/** Calls of RED.nodes.registerType that are statements of the program itself. */
function registrations(program: Program): CallExpression[] {
  return program.body.flatMap((statement) => {
    if (statement.type !== 'ExpressionStatement') return [];
    const { expression }: { expression: Expression } = statement;
    if (expression.type !== 'CallExpression' || expression.callee.type !== 'MemberExpression') return [];
    const { property } = expression.callee;
    return property.type === 'Identifier' && property.name === 'registerType' ? [expression] : [];
  });
}

/** Reads the built page of a node as strangers do, who parse it and never run it. */
export function readBuiltNode(name: string): BuiltNode {
  const html = readText('dist', 'nodes', name, `${name}.html`);
  const scripts = scriptsOf(html, 'text/javascript');
  const calls = scripts.flatMap(({ text }) => registrations(parse(text, { ecmaVersion: 2020 })));
  const [type, definition] = calls[0]?.arguments ?? [];
  if (calls.length !== 1 || type?.type !== 'Literal' || definition?.type !== 'ObjectExpression') {
    throw new Error(`${name}: not exactly one registerType with a literal name and an inline definition`);
  }
  const defaults = objectAt(definition, 'defaults');
  return {
    html,
    type: String(type.value),
    literals: literalsOf(definition),
    defaults: Object.fromEntries(
      (defaults ? propertiesOf(defaults) : []).map((property) => [
        keyOf(property),
        property.value.type === 'ObjectExpression' ? literalsOf(property.value) : {},
      ]),
    ),
    credentials: propertiesOf(objectAt(definition, 'credentials') ?? definition)
      .filter(() => objectAt(definition, 'credentials') !== null)
      .map(keyOf),
  };
}

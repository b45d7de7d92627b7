import path from 'node:path';
import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** Presses the button itself and ends after the run. */
  once: boolean;
  /** The last line of standard output is a JSON object. */
  json: boolean;
  /** Folder that keeps the portals and the flow between starts; null for a temporary one. */
  data: string | null;
}

export const USAGE = `npm start -- [options]
  --once       press the button, wait for the report, end; exit code 0 only if nothing failed
  --json       print the result as JSON in the last line
  --data DIR   keep the portals and the flow in DIR between starts
  --help       show this`;

/** Reads the command line. Throws an error whose words are for the user. Null if only help was asked for. */
export function readOptions(args: string[]): DemoOptions | null {
  const { values } = parseArgs({
    args,
    options: {
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  return { once: values.once, json: values.json, data: values.data ? path.resolve(values.data) : null };
}

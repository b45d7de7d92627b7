import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { FaultPlan } from './faults/fault-rule.js';
import { parseFaultPlan } from './faults/parse-fault-plan.js';
import { checkedSwitches } from './portal/checked-switches.js';
import type { SandboxOptions, Switches } from './portal/options.js';
import type { PairOptions } from './portal/start-pair.js';
import { type PortalKind, type ProfileName, profileOf } from './profiles/profile.js';

const FIRST_PORT = 7080;

export const HELP = `Starts a source and a target portal on this machine and serves them until it is ended.

  --source KIND              manners of the source: enterprise (default) or online
  --target KIND              manners of the target: enterprise or online (default)
  --source-version VERSION   online, or ArcGIS Enterprise 11.5 (default), 11.1, 10.8.1, 10.7.1 or 10.5.1
  --target-version VERSION   the same for the target
  --empty                    without the demo content
  --load DIR                 adds documents and files of your own to the source, see below
  --data DIR                 keeps the portals in DIR; otherwise they are gone at the end
  --port N                   first port (default ${FIRST_PORT})
  --json                     prints one line of JSON

To make them slower, stricter or worse; all of it can be changed while they run at <origin>/sandbox/switches and /sandbox/faults:

  --latency MS               time that every request takes longer
  --bandwidth N              bytes per second, all connections of a portal together
  --time-scale N             multiplies the time of jobs, the lag of search and the lives of tokens
  --switch NAME=VALUE        any switch, several times: --switch callsPerMinute=600 --switch webTier=windows
  --faults FILE              what goes wrong: JSON, a list of rules or {"rules": …, "seed": …}
  --seed N                   decides with the order of requests where a rule has a probability
  --certificate STATE        valid (default), expired or wrong-host
  --client-certificates HOW  asked for by HTTPS: optional, page (403 without) or handshake (no connection without)

A folder for --load has one or both of these:

  items/<kind>/*.json   documents. <kind> is an item type (webmap, dashboard, storymap …); it becomes the folder of the item.
                        A file is {"item": …, "data": …} (with "layers" and "tables" for a hosted layer), an item, or data alone;
                        an id in the name of the file is the one by which other documents mean it.
  data/*                files: each becomes an item, File Geodatabases (*.gdb.zip) also a hosted layer.

Ids, hosted layers and portals that the documents name are replaced by those of the source portal; small stand-ins are made of
what is missing. With --data, a second start adds only what is new.
`;

/** What the command line says. */
export interface CommandLine {
  help: boolean;
  json: boolean;
  load: string | undefined;
  data: string | undefined;
  pair: Omit<PairOptions, 'dir'>;
}

/** @throws Error in words for the user */
export function parseCommandLine(args: string[]): CommandLine {
  const { values } = parseArgs({
    args,
    options: {
      source: { type: 'string' },
      target: { type: 'string' },
      'source-version': { type: 'string' },
      'target-version': { type: 'string' },
      empty: { type: 'boolean', default: false },
      load: { type: 'string' },
      data: { type: 'string' },
      latency: { type: 'string' },
      bandwidth: { type: 'string' },
      'time-scale': { type: 'string' },
      switch: { type: 'string', multiple: true, default: [] },
      faults: { type: 'string' },
      seed: { type: 'string' },
      certificate: { type: 'string' },
      'client-certificates': { type: 'string' },
      port: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const switches = switchesOf(values.switch);
  const scale = values['time-scale'];
  if (scale !== undefined) {
    if (!(Number(scale) > 0)) throw new Error(`--time-scale must be a number above 0, not '${scale}'.`);
    switches.timeScale = Number(scale);
  }
  const certificate = oneOf('certificate', values.certificate, ['valid', 'expired', 'wrong-host'] as const);
  const asks = oneOf('client-certificates', values['client-certificates'], CLIENTS);
  return {
    help: values.help,
    json: values.json,
    load: values.load,
    data: values.data,
    pair: {
      ...productOf('source', values.source, values['source-version']),
      ...productOf('target', values.target, values['target-version']),
      empty: values.empty,
      latency: wholeNumber('latency', values.latency, 0),
      bandwidth: wholeNumber('bandwidth', values.bandwidth, 0),
      port: wholeNumber('port', values.port, FIRST_PORT),
      switches,
      ...(certificate === undefined ? {} : { certificate }),
      ...(asks === undefined ? {} : { clientCertificates: asks }),
      ...(values.faults === undefined ? {} : { faults: faultsOf(values.faults, values.seed) }),
    },
  };
}

const CLIENTS = ['none', 'optional', 'page', 'handshake'] as const satisfies readonly NonNullable<
  SandboxOptions['clientCertificates']
>[];

function productOf(
  side: 'source' | 'target',
  kind: string | undefined,
  version: string | undefined,
): Partial<PairOptions> {
  if (kind !== undefined && kind !== 'enterprise' && kind !== 'online') {
    throw new Error(`'${kind}' is no kind of portal: enterprise or online.`);
  }
  const profile = version === undefined ? undefined : versionNamed(version);
  const product: { kind?: PortalKind; profile?: ProfileName } = {
    ...(kind === undefined ? {} : { kind }),
    ...(profile === undefined ? {} : { profile }),
  };
  return side === 'source'
    ? {
        ...(product.kind && { source: product.kind }),
        ...(product.profile && { sourceProfile: product.profile }),
      }
    : {
        ...(product.kind && { target: product.kind }),
        ...(product.profile && { targetProfile: product.profile }),
      };
}

/** '10.8.1', 'enterprise-10.8.1' or 'online'. */
function versionNamed(version: string): ProfileName {
  return profileOf(/^[0-9]/.test(version) ? `enterprise-${version}` : version).name;
}

/** `name=value` each; a value that is no JSON is a text. */
function switchesOf(given: string[]): Partial<Switches> {
  const pairs = given.map((one): [string, unknown] => {
    const at = one.indexOf('=');
    if (at < 1) throw new Error(`--switch takes NAME=VALUE, not '${one}'.`);
    return [one.slice(0, at), jsonOrText(one.slice(at + 1))];
  });
  return checkedSwitches(Object.fromEntries(pairs), 'enterprise');
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function faultsOf(file: string, seed: string | undefined): FaultPlan {
  let plan: FaultPlan;
  try {
    plan = parseFaultPlan(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(`--faults ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return seed === undefined ? plan : { ...plan, seed: wholeNumber('seed', seed, 1) };
}

function oneOf<T extends string>(name: string, text: string | undefined, all: readonly T[]): T | undefined {
  if (text === undefined) return undefined;
  const found = all.find((one) => one === text);
  if (found === undefined) throw new Error(`--${name} must be one of ${all.join(', ')}, not '${text}'.`);
  return found;
}

function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new Error(`--${name} must be a whole number, not '${text}'.`);
  return value;
}

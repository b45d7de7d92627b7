import type { PortalKind } from '../profiles/profile.js';
import { withDefaults } from '../services/service-switches.js';
import { defaultSwitches } from './default-switches.js';
import type { Switches } from './options.js';

/**
 * Switches that came from outside the program.
 * @throws Error that names the one that is unknown, or whose value has another type than its default
 */
export function checkedSwitches(given: Record<string, unknown>, kind: PortalKind): Partial<Switches> {
  const known: Record<string, unknown> = { ...withDefaults({}, kind), ...defaultSwitches(kind) };
  for (const [name, value] of Object.entries(given)) {
    if (!(name in known)) throw new Error(`'${name}' is no switch: ${Object.keys(known).sort().join(', ')}.`);
    const usual = known[name];
    if (typeof value !== typeof usual || Array.isArray(value) !== Array.isArray(usual)) {
      throw new Error(`The switch '${name}' takes a value like ${JSON.stringify(usual)}.`);
    }
  }
  return given as Partial<Switches>;
}

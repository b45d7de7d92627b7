import type { PortalContext } from '../portal-context.js';

export type Settings = Record<string, unknown>;

/** The settings of the organisation that go by one name ('self', 'settings', 'userDefaultSettings', …), as far as somebody has set them. */
export function settingsOf({ store }: Pick<PortalContext, 'store'>, name: string): Settings {
  return store.organisation.get(name)?.settings ?? {};
}

/** Sets some of them; null takes one away. */
export function changeSettings(
  { store }: Pick<PortalContext, 'store'>,
  name: string,
  changes: Settings,
): void {
  const settings = { ...settingsOf({ store }, name), ...changes };
  for (const [key, value] of Object.entries(settings)) if (value === null) delete settings[key];
  store.organisation.put(name, { settings });
}

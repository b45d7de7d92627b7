import type { Profile } from '../../profiles/profile.js';

/** The formats that `append` takes, as far as the sandbox reads them: Enterprise 11.1 says shapefile and featureCollection alone. */
export function appendFormats(profile: Profile): string[] {
  if (profile.kind === 'online' || profile.atLeast('11.4'))
    return ['shapefile', 'filegdb', 'featureCollection', 'geojson', 'csv', 'featureService'];
  return ['shapefile', 'featureCollection'];
}

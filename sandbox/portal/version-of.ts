import type { Profile } from '../profiles/profile.js';

/**
 * The version as the sharing API tells it: a number of its own, and the release of ArcGIS Enterprise where it is told.
 * @param since release from which on the resource names the release: the root does so from 11.3 on
 */
export function versionOf(profile: Profile, since: string): Record<string, string> {
  const { kind, sharingVersion, build } = profile;
  if (kind === 'online' || !profile.atLeast(since)) return { currentVersion: sharingVersion };
  return {
    currentVersion: sharingVersion,
    enterpriseVersion: profile.serverFullVersion,
    enterpriseBuild: build,
  };
}

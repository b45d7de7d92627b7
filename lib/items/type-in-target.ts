/** Types that ArcGIS Online and ArcGIS Enterprise call differently. */
const NAMES: readonly { online: string; enterprise: string }[] = [
  { online: 'Hub Site Application', enterprise: 'Site Application' },
  { online: 'Hub Page', enterprise: 'Site Page' },
];

/** How a portal calls items of this type: sites and pages have other types in ArcGIS Online than in ArcGIS Enterprise. */
export function typeInTarget(type: string, { isPortal }: { isPortal: boolean }): string {
  const names = NAMES.find(({ online, enterprise }) => online === type || enterprise === type);
  return names ? names[isPortal ? 'enterprise' : 'online'] : type;
}

/** Whether two portals mean the same by these types. */
export function sameType(one: string, other: string): boolean {
  return typeInTarget(one, { isPortal: true }) === typeInTarget(other, { isPortal: true });
}

/** A path of services, in its two forms: with a folder (Hosted) and without. */
export function servicePaths(
  base: '/rest/services' | '/rest/admin/services',
  type: string,
  rest = '',
): string[] {
  return [`${base}/:folder/:service/${type}${rest}`, `${base}/:service/${type}${rest}`];
}

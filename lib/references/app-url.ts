import type { ReferenceIndex } from './reference-index.js';
import { rewriteIds } from './rewrite-ids.js';

/** A URL of a portal's app: where it is served, the item's id, and what comes behind the id. */
type Parts = Record<string, string | undefined>;

/** An app that ArcGIS Online serves from a host of its own, and ArcGIS Enterprise below the portal's address. */
interface AppSite {
  /** The URL in ArcGIS Online. */
  online: RegExp;
  /** What follows the portal's address in ArcGIS Enterprise. */
  enterprise: RegExp;
  toEnterprise: (parts: Parts) => string;
  toOnline: (parts: Parts) => string;
}

const ID = '(?<id>[0-9a-f]{32})(?![0-9a-z_])';

const SURVEY = /^(?:https?:)?\/\/survey123\.arcgis\.(?:com|app)\//i;

const SITES: readonly AppSite[] = [
  {
    online: new RegExp(
      `^(?:https?:)?//experience\\.arcgis\\.com/(?<view>experience|template)/${ID}/?(?:page/(?<page>[^/?#&]+)/?)?(?:\\?(?<query>[^#]*))?(?<hash>#.*)?$`,
      'i',
    ),
    enterprise: new RegExp(
      `^/apps/experiencebuilder/(?<view>experience|template)/?(?:index\\.html)?\\?id=${ID}(?:&(?:amp;)?page=(?<page>[^&#]+))?(?:&(?:amp;)?(?<query>[^#]*))?(?<hash>#.*)?$`,
      'i',
    ),
    toEnterprise: ({ view, id, page, query, hash = '' }) =>
      `/apps/experiencebuilder/${view}/?id=${id}${page ? `&page=${page}` : ''}${query ? `&${query}` : ''}${hash}`,
    toOnline: ({ view, id, page, query, hash = '' }) =>
      `https://experience.arcgis.com/${view}/${id}${page ? `/page/${page}/` : ''}${query ? `?${query}` : ''}${hash}`,
  },
  {
    online: new RegExp(`^(?:https?:)?//experience\\.arcgis\\.com/builder/?\\?id=${ID}(?<rest>.*)$`, 'i'),
    enterprise: new RegExp(`^/apps/experiencebuilder/builder/?\\?id=${ID}(?<rest>.*)$`, 'i'),
    toEnterprise: ({ id, rest }) => `/apps/experiencebuilder/builder/?id=${id}${rest}`,
    toOnline: ({ id, rest }) => `https://experience.arcgis.com/builder/?id=${id}${rest}`,
  },
  {
    online: new RegExp(
      `^(?:https?:)?//storymaps\\.arcgis\\.com/(?<view>stories|collections|briefings|themes)/${ID}(?<rest>.*)$`,
      'i',
    ),
    enterprise: new RegExp(
      `^/apps/storymaps/(?<view>stories|collections|briefings|themes)/${ID}(?<rest>.*)$`,
      'i',
    ),
    toEnterprise: ({ view, id, rest }) => `/apps/storymaps/${view}/${id}${rest}`,
    toOnline: ({ view, id, rest }) => `https://storymaps.arcgis.com/${view}/${id}${rest}`,
  },
];

/**
 * The URL of an app of a copied item as the target serves it, where ArcGIS Online and ArcGIS Enterprise serve the app at different
 * places: Experience Builder and StoryMaps. Survey123 serves both from one host, and is told which portal is meant unless that is
 * ArcGIS Online. Undefined for any other URL.
 * @param rest the text behind the URL
 */
export function appUrl(url: string, index: ReferenceIndex, rest: string): string | undefined {
  const { source, target } = index;
  if (source.isPortal === target.isPortal) return undefined;
  return target.isPortal
    ? (fromOnline(url, index) ?? surveyUrl(url, index, rest))
    : fromEnterprise(url, index);
}

function fromOnline(url: string, index: ReferenceIndex): string | undefined {
  for (const { online, toEnterprise } of SITES) {
    const parts = online.exec(url)?.groups;
    const id = parts?.id && index.id(parts.id);
    if (parts && id) return index.target.url + toEnterprise({ ...parts, id });
  }
  return undefined;
}

function fromEnterprise(url: string, index: ReferenceIndex): string | undefined {
  const length = index.sourceAddress(url);
  if (length === 0) return undefined;
  for (const { enterprise, toOnline } of SITES) {
    const parts = enterprise.exec(url.slice(length))?.groups;
    const id = parts?.id && index.id(parts.id);
    if (parts && id) return toOnline({ ...parts, id });
  }
  return undefined;
}

/** What goes on with a URL behind its first part: further parameters, and expressions of Experience Builder that stand for values. */
const BEHIND = /^(?:<exp\b[\s\S]*?<\/exp>|[^\s"'<>])*/;

/**
 * https://doc.arcgis.com/en/survey123/browser/analyze-results/webformurlparameters.htm. Where the value of a parameter is a URL itself,
 * or an expression, `url` ends before it.
 */
function surveyUrl(url: string, index: ReferenceIndex, rest: string): string | undefined {
  const whole = url + (BEHIND.exec(rest)?.[0] ?? '');
  if (!SURVEY.test(url) || /[?&;]portalUrl=/i.test(whole)) return undefined;
  const rewritten = rewriteIds(url, index);
  if (rewritten === url) return undefined;
  const parameter = `portalUrl=${index.target.url}`;
  const separator = whole.includes('&amp;') ? '&amp;' : '&';
  if (rewritten.endsWith('=')) return rewritten.replace('?', `?${parameter}${separator}`);
  const [address = '', ...hash] = rewritten.split('#');
  return [`${address}${address.includes('?') ? separator : '?'}${parameter}`, ...hash].join('#');
}

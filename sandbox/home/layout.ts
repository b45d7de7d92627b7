import { HtmlAnswer } from '../http/answers.js';
import type { Call } from '../http/call.js';
import { escapeHtml } from '../http/escape-html.js';
import type { PortalContext } from '../portal/portal-context.js';
import { Html, html } from './html.js';
import { STYLE } from './style.js';

/** A page for people. */
export interface Page {
  title: string;
  body: Html;
  /** The entry of the navigation that the page belongs to. */
  section?: Section;
  status?: number;
  /** Further elements of the head. */
  head?: Html;
}

type Section = 'content' | 'folders' | 'users' | 'groups' | 'requests';

const SECTIONS: [Section, string, string][] = [
  ['content', 'Content', '/'],
  ['folders', 'Folders', '/folders.html'],
  ['users', 'Users', '/users.html'],
  ['groups', 'Groups', '/groups.html'],
  ['requests', 'Requests', '/requests.html'],
];

/** The root of the pages, as this client reaches it. */
export function homeOf(portal: PortalContext, secure: boolean): string {
  return `${portal.addresses.of(secure).portal}/home`;
}

/** The whole page, with the way to the others and to the other portal. */
export function layout(portal: PortalContext, call: Call, page: Page): HtmlAnswer {
  const home = homeOf(portal, call.secure);
  const links = SECTIONS.map(
    ([section, name, path]) =>
      html`<a href="${home}${path}"${section === page.section ? new Html(' aria-current="page"') : ''}>${name}</a>`,
  );
  const others = portal.neighbours.map(
    (other) =>
      html`<a class="other" href="${homeOf(other, call.secure)}/">Other portal: ${other.addresses.of(call.secure).portal}</a>`,
  );
  const title =
    page.title === portal.name ? escapeHtml(portal.name) : escapeHtml(`${page.title} – ${portal.name}`);
  return new HtmlAnswer(
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
${page.head ?? ''}
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="bar"><div><a class="brand" href="${escapeHtml(home)}/">${escapeHtml(portal.name)}</a>
<nav aria-label="Portal">${links.join('')}</nav>${others.join(' ')}</div></header>
<main id="content" tabindex="-1">
${page.body}
</main>
</body>
</html>
`,
    page.status ?? 200,
  );
}

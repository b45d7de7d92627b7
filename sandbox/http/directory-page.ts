import { escapeHtml } from './escape-html.js';

/**
 * The page that is answered when `f` is missing: the resource as text inside a page, or the refusal in words.
 * It is what a client gets, with status 200, whose parameters the portal could not read.
 * @param title 'ArcGIS Portal Directory', 'ArcGIS REST Services Directory'
 */
export function directoryPage(title: string, path: string, result: unknown): string {
  return `<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
<html>
<head>
<title>${title}</title>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
</head>
<body>
<table width="100%" class="userTable"><tr><td class="titlecell">${title}</td></tr></table>
<table width="100%" class="navTable"><tr><td class="breadcrumbs">${crumbs(path)}</td></tr></table>
<div class="gwDiv rbody"><p>${escapeHtml(path)}</p>
${contentOf(result)}
<p><a href="?f=pjson">JSON</a></p>
</div>
</body>
</html>
`;
}

/** Instead of any page, where the administrator has disabled them. */
export function disabledPage(): string {
  return '<html><head><title>Error: Services Directory has been disabled</title></head><body><h2>Services Directory has been disabled.</h2><p>Code: 403</p></body></html>';
}

function contentOf(result: unknown): string {
  if (result === undefined) return '';
  const refusal = (result as { error?: { code?: unknown; message?: unknown } } | null)?.error;
  if (refusal?.message !== undefined) {
    return `<div id="errorDiv"><b>Error: ${escapeHtml(refusal.message)}</b><br>Code: ${escapeHtml(refusal.code)}</div>`;
  }
  return `<pre>${escapeHtml(JSON.stringify(result, null, 2))}</pre>`;
}

function crumbs(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return parts
    .map((part, at) => `<a href="/${escapeHtml(parts.slice(0, at + 1).join('/'))}">${escapeHtml(part)}</a>`)
    .join(' &gt; ');
}

import { escapeHtml } from './escape-html.js';

/**
 * The page a portal answers when `f` is missing: the resource as text inside a page.
 * It is what a client gets, with status 200, whose parameters the portal could not read.
 */
export function directoryPage(path: string, result: unknown): string {
  const body = result === undefined ? '' : `<pre>${escapeHtml(JSON.stringify(result, null, 2))}</pre>`;
  return `<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
<html>
<head>
<title>ArcGIS Portal Directory</title>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
</head>
<body>
<table width="100%" class="userTable"><tr><td class="titlecell">ArcGIS Portal Directory</td></tr></table>
<div class="gwDiv"><p>${escapeHtml(path)}</p>
${body}
</div>
</body>
</html>
`;
}

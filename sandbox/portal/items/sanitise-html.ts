/** HTML as a portal stores it in descriptions: without scripts, event handlers, and addresses that run code. */
export function sanitiseHtml(html: string): string {
  return html
    .replace(/<(script|iframe|object|embed|style)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<\/?(?:script|iframe|object|embed|style|link|meta)\b[^>]*>/gi, '')
    .replace(/<[a-z][^>]*>/gi, (tag) =>
      tag
        .replace(/\son\w+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi, '')
        .replace(/\s(href|src)\s*=\s*(["']?)\s*javascript:[^"'>\s]*\2/gi, ''),
    );
}

/** A title is plain text: its tags are stripped. */
export function sanitiseTitle(title: string): string {
  return title.replace(/<\/?[a-z][^>]*>/gi, '').trim();
}

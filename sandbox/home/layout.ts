import { escapeHtml } from '../http/escape-html.js';

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2733; --dim: #5d6b7a; --line: #dfe4ea; --back: #f6f7f9; --card: #fff; --mark: #0b6bcb; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf1; --dim: #96a3b3; --line: #2c3642; --back: #12171d; --card: #1a2129; --mark: #6db3ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 20px 24px 60px; }
header { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: baseline; margin-bottom: 6px; }
h1 { font-size: 22px; margin: 0; }
h2 { font-size: 16px; margin: 28px 0 8px; }
a { color: var(--mark); text-decoration: none; }
a:hover { text-decoration: underline; }
.dim { color: var(--dim); }
.note { color: var(--dim); font-size: 13px; margin: 0 0 16px; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 7px 12px; border-bottom: 1px solid var(--line); vertical-align: middle; }
tr:last-child td { border-bottom: 0; }
th { font-size: 12px; font-weight: 600; color: var(--dim); text-transform: uppercase; letter-spacing: .04em; white-space: nowrap; }
.picture { width: 72px; height: 48px; object-fit: cover; border-radius: 5px; display: block; background: var(--line); }
.badge { display: inline-block; padding: 1px 8px; border: 1px solid var(--line); border-radius: 999px; font-size: 12px; white-space: nowrap; }
.new { animation: arrive 4s ease-out; }
@keyframes arrive { from { background: color-mix(in srgb, var(--mark) 30%, transparent); } to { background: transparent; } }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px; overflow: auto; max-height: 70vh; font-size: 13px; margin: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 18px; margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px; }
dt { color: var(--dim); }
dd { margin: 0; overflow-wrap: anywhere; }
.top { display: flex; gap: 18px; align-items: center; margin: 12px 0 18px; }
.top .picture { width: 150px; height: 100px; }
.cells td, .cells th { white-space: nowrap; max-width: 320px; overflow: hidden; text-overflow: ellipsis; padding: 4px 10px; font-size: 13px; }
`;

/** A whole page. `body` is HTML, `title` is text. */
export function layout(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body><main>
${body}
</main></body>
</html>
`;
}

import type { HtmlAnswer } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { PortalContext } from '../portal/portal-context.js';
import type { RecordedRequest, RequestLog } from '../record/request-log.js';
import { Html, html } from './html.js';
import { homeOf, layout } from './layout.js';
import { pages, startOf } from './pages.js';
import { sizeText } from './size-text.js';

/** Requests on one page. */
const SIZE = 100;

/** What the portal and its servers were asked, newest first, narrowed by the form. */
export function requestsPage(portal: PortalContext, call: Call, log: RequestLog): HtmlAnswer {
  const home = homeOf(portal, call.secure);
  const text = (name: string) => call.params.text(name, '').trim();
  const [path, user, status, only] = ['path', 'user', 'status', 'only'].map(text) as [
    string,
    string,
    string,
    string,
  ];
  const found = log
    .query({
      ...(path === '' ? {} : { path }),
      ...(user === '' ? {} : { user }),
      ...(status === '' ? {} : { status: Number(status) }),
      ...(only === 'writes' ? { write: true } : {}),
    })
    .filter((one) => only === 'pages' || !/\/(?:home|sandbox\/assets)(?:\/|$)/.test(one.path))
    .filter((one) => only !== 'refused' || one.error !== undefined || one.status >= 400)
    .reverse();
  const start = startOf(call.params.text('start'));
  const query = new URLSearchParams({ path, user, status, only });
  const choices: [string, string][] = [
    ['', 'all but pages'],
    ['writes', 'writes'],
    ['refused', 'refused'],
    ['pages', 'pages too'],
  ];
  const root = new URL(home).origin;
  const body = html`<h1>Requests</h1>
<p class="note">What this portal and its servers were asked; secrets are not kept. As JSON: <a href="${root}/sandbox/requests">/sandbox/requests</a>.
What goes wrong on purpose: <a href="${root}/sandbox/faults">/sandbox/faults</a>. Switches: <a href="${root}/sandbox/switches">/sandbox/switches</a>.</p>
<form class="filter" role="search" action="${home}/requests.html" method="get">
<label>Path<input type="search" name="path" value="${path}" placeholder="**/query"></label>
<label>User<input type="search" name="user" value="${user}" style="width:150px"></label>
<label>HTTP status<input type="search" name="status" inputmode="numeric" value="${status}" style="width:100px"></label>
<label>Show<select name="only">${choices.map(([value, name]) => html`<option value="${value}"${value === only ? new Html(' selected') : ''}>${name}</option>`)}</select></label>
<button type="submit">Apply</button></form>
<div class="scroll"><table class="cells"><thead><tr><th scope="col">Time (UTC)</th><th scope="col">Method</th><th scope="col">Host</th><th scope="col">Path</th>
<th scope="col">User</th><th scope="col">Token</th><th scope="col">Status</th><th scope="col" class="number">Size</th></tr></thead><tbody>${
    found.length === 0
      ? html`<tr><td colspan="8" class="dim">None.</td></tr>`
      : found.slice(start, start + SIZE).map(row)
  }</tbody></table></div>
${pages({ start, size: SIZE, total: found.length }, (index) => `${home}/requests.html?${query}&start=${index}`)}`;
  return layout(portal, call, { title: 'Requests', section: 'requests', body });
}

function row(one: RecordedRequest): Html {
  const params = Object.entries(one.params).map(([name, value]) => `${name}=${value}`);
  const trouble = [one.error, one.unknown ? 'unknown address' : undefined, ...(one.faults ?? [])].filter(
    Boolean,
  );
  return html`<tr><td>${new Date(one.at).toISOString().slice(11, 23)}</td><td>${one.method}</td><td>${one.host}</td>
<td title="${params.join('\n').slice(0, 2000)}">${one.path}${one.write && html` <span class="badge">write</span>`}</td><td>${one.user}</td><td>${one.token}</td>
<td>${one.status}${trouble.length > 0 && html` <span class="broken">${trouble.join(', ')}</span>`}</td><td class="number">${sizeText(one.bytes)}</td></tr>`;
}

import { readFile } from 'node:fs/promises';
import { type HtmlAnswer, RedirectAnswer } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { PortalContext } from '../portal/portal-context.js';
import type { ItemRecord } from '../store/records.js';
import { viewerToken } from './ask-service.js';
import { Html, html } from './html.js';
import { homeOf, layout } from './layout.js';
import { missing } from './people-pages.js';
import { layersOf, serviceAddress } from './service-layers.js';

/** Minutes that the page may ask for rows before it must be loaded again. */
const MINUTES = 120;

/**
 * A web map drawn over its layers, or the layers of one service. The program in the browser takes every address from the web map itself,
 * so the record of requests shows where a map draws from.
 */
export async function mapPage(portal: PortalContext, call: Call): Promise<HtmlAnswer | RedirectAnswer> {
  const { params, secure } = call;
  const id = params.text('webmap') ?? params.text('layers') ?? params.text('id', '');
  const item = portal.store.item(id);
  const document = item && (await documentOf(portal, item, secure));
  if (!item) return missing(portal, call, 'map');
  const home = homeOf(portal, secure);
  if (!document) return new RedirectAnswer(`${home}/item.html?id=${item.id}`);
  const assets = `${portal.addresses.of(secure).portal}/sandbox/assets`;
  const body = html`<p><a href="${home}/item.html?id=${item.id}">Properties and data</a></p><h1>${item.title || item.id}</h1>
<p class="note">Arrow keys move the map, + and − zoom, Enter shows what is in the middle. Layers of other hosts than this machine are not asked for.</p>
<noscript><p>The map is drawn with JavaScript. <a href="${home}/item.html?id=${item.id}">Its layers as tables and text</a></p></noscript>
<div class="map"><div id="map" class="card canvas" tabindex="0" role="application" aria-label="${`Map ${item.title}`}"></div>
<aside class="card side" aria-label="Layers"><h2>Layers</h2><div id="layers"></div></aside></div>
<script type="application/json" id="settings">${embedded({ document, access: accessOf(portal) })}</script>
<script src="${assets}/ol.js"></script><script type="module" src="${assets}/map-page.mjs"></script>`;
  const head = html`<link rel="stylesheet" href="${assets}/ol.css">`;
  return layout(portal, call, { title: `Map: ${item.title}`, section: 'content', body, head });
}

async function documentOf(
  portal: PortalContext,
  item: ItemRecord,
  secure: boolean,
): Promise<Record<string, unknown> | undefined> {
  if (item.type === 'Web Map') {
    if (!item.data) return {};
    try {
      return JSON.parse(await readFile(portal.store.files.path(item.data), 'utf8')) as Record<
        string,
        unknown
      >;
    } catch {
      return undefined;
    }
  }
  const address = serviceAddress(portal, item);
  const layers = address === null ? undefined : await layersOf(portal, address);
  return (
    layers && {
      operationalLayers: layers
        .filter((layer) => layer.type === 'Feature Layer')
        .reverse()
        .map(({ id, name }) => ({
          id: String(id),
          title: name,
          layerType: 'ArcGISFeatureLayer',
          url: `${portal.addresses.toClient(address, secure)}/${id}`,
        })),
    }
  );
}

/** Which token goes to which address: never one of this portal to another. */
function accessOf(portal: PortalContext): unknown {
  const { http, https } = portal.addresses;
  const administrator = portal.store.users.find((user) => user.role === 'org_admin' && !user.disabled);
  const token = portal.tokens.issue(administrator?.username ?? '', 'portal', MINUTES, null).token;
  return {
    own: [
      { roots: [http.server, https.server], token: viewerToken(portal, MINUTES) },
      { roots: [http.portal, https.portal], token },
    ],
    neighbours: portal.neighbours.flatMap(({ addresses }) => [
      addresses.http.server,
      addresses.https.server,
      addresses.http.portal,
      addresses.https.portal,
    ]),
  };
}

/** JSON that no content can break out of its element. */
function embedded(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

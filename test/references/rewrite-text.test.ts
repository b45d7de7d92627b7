import assert from 'node:assert/strict';
import { rewriteText } from '../../lib/references/rewrite-text.js';
import { context, hydrants, id, newHydrants } from './support/contexts.js';

const [a, b, c, d, unknown] = ['a', 'b', 'c', 'd', 'e'].map(id);
const portal = 'https://gis.town.example/portal';
const online = 'https://town.maps.arcgis.com';

describe('text', () => {
  const cases: [what: string, from: string, to: string][] = [
    ['an item id alone', `${a}`, `${b}`],
    ['an id in capital letters', `${a}`.toUpperCase(), `${b}`],
    ['an item page', `${portal}/home/item.html?id=${a}`, `${online}/home/item.html?id=${b}`],
    [
      'a map viewer',
      `${portal}/home/webmap/viewer.html?webmap=${a}&layers=1`,
      `${online}/home/webmap/viewer.html?webmap=${b}&layers=1`,
    ],
    [
      'an app by appid',
      `http://gis.town.example/portal/apps/instant/basic/index.html?appid=${a}`,
      `${online}/apps/instant/basic/index.html?appid=${b}`,
    ],
    ['a dashboard', `${portal}/apps/dashboards/${a}#mode=edit`, `${online}/apps/dashboards/${b}#mode=edit`],
    [
      'an old dashboard',
      `${portal}/apps/opsdashboard/index.html#/${a}`,
      `${online}/apps/opsdashboard/index.html#/${b}`,
    ],
    [
      'a resource',
      `${portal}/sharing/rest/content/items/${a}/resources/x.png`,
      `${online}/sharing/rest/content/items/${b}/resources/x.png`,
    ],
    [
      'a group page',
      `${portal}/home/group.html?id=${c}#overview`,
      `${online}/home/group.html?id=${d}#overview`,
    ],
    ['the portal itself', `${portal}/`, `${online}/`],
    ['another address of the portal', 'https://gis.town.example:7443/arcgis/home', `${online}/home`],
    ['the portal without scheme', 'gis.town.example/portal', 'town.maps.arcgis.com'],
    [
      'the portal without scheme in a sentence',
      'Open GIS.town.example/portal/home.',
      'Open town.maps.arcgis.com/home.',
    ],
    [
      'a URL that begins with //',
      `//gis.town.example/portal/home/item.html?id=${a}`,
      `//town.maps.arcgis.com/home/item.html?id=${b}`,
    ],
    ['a layer', `${hydrants}/3`, `${newHydrants}/3`],
    ['a layer with a token', `${hydrants}/3?token=secret&f=json`, `${newHydrants}/3?f=json`],
    [
      'a layer in another spelling',
      'http://GIS.town.example:80/Server/rest/services/hosted/hydrants/FeatureServer/3',
      `${newHydrants}/3`,
    ],
    [
      'an item page with a token',
      `${portal}/home/item.html?id=${a}&token=secret`,
      `${online}/home/item.html?id=${b}`,
    ],
    [
      'the geometry service',
      'https://gis.town.example/server/rest/services/Utilities/Geometry/GeometryServer',
      'https://utility.arcgisonline.com/arcgis/rest/services/Geometry/GeometryServer',
    ],
    [
      'html',
      `<a href="${portal}/home/item.html?id=${a}">x</a><img src='${hydrants}/0/1/attachments/2'/>`,
      `<a href="${online}/home/item.html?id=${b}">x</a><img src='${newHydrants}/0/1/attachments/2'/>`,
    ],
    [
      'html with entities',
      `<a href="${portal}/x?a=1&amp;webmap=${a}&amp;token=t&amp;b=2">`,
      `<a href="${online}/x?a=1&amp;webmap=${b}&amp;b=2">`,
    ],
    [
      'a sentence',
      `See ${portal}/home/item.html?id=${a}, or (${hydrants}).`,
      `See ${online}/home/item.html?id=${b}, or (${newHydrants}).`,
    ],
    [
      'a URL in a query',
      `https://x.example/?u=${encodeURIComponent(`${hydrants}/0`)}&v=1`,
      `https://x.example/?u=${encodeURIComponent(`${newHydrants}/0`)}&v=1`,
    ],
    [
      'a URL in a query, encoded twice',
      encodeURIComponent(encodeURIComponent(`${portal}/home/item.html?id=${a}`)),
      encodeURIComponent(encodeURIComponent(`${online}/home/item.html?id=${b}`)),
    ],
    [
      'a URL behind a proxy',
      `https://x.example/proxy?${hydrants}/1`,
      `https://x.example/proxy?${newHydrants}/1`,
    ],
    ['a list of URLs', `${hydrants}/1,${hydrants}/10`, `${newHydrants}/1,${newHydrants}/10`],
    [
      'a survey link of a mobile app',
      `arcgis-survey123://?itemID=${a}&field:x=${hydrants}/0`,
      `arcgis-survey123://?itemID=${b}&field:x=${newHydrants}/0`,
    ],
    ['an id in a key made of it', `r-${a}-1600`, `r-${b}-1600`],
    [
      'a script',
      `var u = "https:\\/\\/gis.town.example\\/portal\\/home"; var i = '${a}'`,
      `var u = "https:\\/\\/town.maps.arcgis.com\\/home"; var i = '${b}'`,
    ],
    [
      'Arcade',
      `var p = Portal('${portal}/'); // of ${portal}\nvar id = "${a}";\nFeatureSetByPortalItem(p, id, 0)`,
      `var p = Portal('${online}/'); // of ${online}\nvar id = "${b}";\nFeatureSetByPortalItem(p, id, 0)`,
    ],
    [
      'JSON',
      `{ "itemId" : "${a}", "n": 1.0, "u": "${hydrants}/0" }`,
      `{ "itemId" : "${b}", "n": 1.0, "u": "${newHydrants}/0" }`,
    ],
    [
      'JSON with escaped slashes',
      `{"u":"https:\\/\\/gis.town.example\\/portal\\/x","é":"\\u00e9"}`,
      `{"u":"https:\\/\\/town.maps.arcgis.com\\/x","é":"\\u00e9"}`,
    ],
    [
      'JSON inside JSON',
      JSON.stringify({ x: JSON.stringify({ url: `${hydrants}/0`, t: '"' }) }),
      JSON.stringify({ x: JSON.stringify({ url: `${newHydrants}/0`, t: '"' }) }),
    ],
  ];
  for (const [what, from, to] of cases) {
    it(`follows ${what}`, () => {
      assert.equal(rewriteText(from, context()), to);
      assert.equal(rewriteText(to, context()), to);
    });
  }

  const unchanged: [what: string, text: string][] = [
    ['an id that is not known', `${unknown}`],
    ['a longer word with an id in it', `${a}0 x${a} service_${a}`],
    [
      'another service whose name begins the same',
      `${hydrants.replace('/FeatureServer', '_old/FeatureServer')}/1`,
    ],
    ['a service of another type', hydrants.replace('FeatureServer', 'MapServer')],
    ['another portal on the same host', `https://gis.town.example/portal2/home/item.html?id=${unknown}`],
    [
      'a service of the source that was not copied',
      'https://gis.town.example/server/rest/services/Town/Base/MapServer/1',
    ],
    ['an item of the source that was not copied', `${portal}/home/item.html?id=${unknown}`],
    ['another host that ends the same', 'https://old-gis.town.example/portal/home'],
    ['a mail address', 'admin@gis.town.example/portal'],
    ['a picture', `data:image/png;base64,${a}`],
    ['a picture symbol in JSON', `{"type":"esriPMS","url":"${a}","imageData":"${a}"}`],
    ['a third portal', 'https://other.maps.arcgis.com/home/webmap/viewer.html'],
    ['numbers and brackets', '[1, 2.50, {"a": 1e3}]'],
  ];
  for (const [what, text] of unchanged) {
    it(`leaves ${what} alone`, () => {
      assert.equal(rewriteText(text, context()), text);
    });
  }

  it("points items of ArcGIS Online that are named by its common address at a target of one's own", () => {
    const { map, source, target } = context();
    const turned = { map, source: { ...target, orgId: 'Old' }, target: source };
    assert.equal(
      rewriteText(`https://www.arcgis.com/home/item.html?id=${a}`, turned),
      `${portal}/home/item.html?id=${b}`,
    );
    const other = `https://www.arcgis.com/home/item.html?id=${unknown}`;
    assert.equal(rewriteText(other, turned), other);
  });

  it('tells source and target apart when one address begins with the other', () => {
    const { map, source, target } = context();
    const inside = {
      map,
      source: {
        ...source,
        url: 'http://127.0.0.1:80',
        hosts: ['127.0.0.1'],
        servers: ['http://127.0.0.1/server'],
      },
      target: { ...target, url: 'http://127.0.0.1/new', hosts: ['127.0.0.1/new'] },
    };
    assert.equal(rewriteText('http://127.0.0.1/home', inside), 'http://127.0.0.1/new/home');
    for (const stays of [
      'http://127.0.0.1/new/home',
      'http://127.0.0.1/server/rest/services',
      'http://127.0.0.1:8080/home',
    ]) {
      assert.equal(rewriteText(stays, inside), stays);
    }
  });

  it('follows what a dry run only plans nowhere', () => {
    const planned = context({ items: { [String(a)]: `planned:${a}` }, services: {} });
    assert.equal(rewriteText(`${a}`, planned), a);
  });
});

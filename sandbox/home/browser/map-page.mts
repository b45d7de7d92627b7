import type { Access } from './ask.mjs';
import { LayerDrawer } from './draw-layers.mjs';
import { Popup } from './popup.mjs';
import type { Attributes, WebMap } from './web-map.mjs';

/** Draws the web map that is embedded in the page. */
async function main(): Promise<void> {
  const { document: webMap, access } = JSON.parse(
    document.getElementById('settings')?.textContent ?? '{}',
  ) as { document: WebMap; access: Access };
  const target = document.getElementById('map') as HTMLElement;
  const list = document.getElementById('layers') as HTMLElement;
  const map = new ol.Map({ target, layers: [graticule()], view: new ol.View({ center: [0, 0], zoom: 2 }) });
  const start = startExtent(webMap);
  if (start) map.getView().fit(start);

  const popup = new Popup(target);
  const drawer = new LayerDrawer(map, access);
  const identify = (pixel: number[]): void => {
    map.renderSync();
    const hit = map.forEachFeatureAtPixel(pixel, (feature, layer) => ({ feature, layer }), {
      hitTolerance: 5,
    });
    const placed = drawer.placed.find(({ layer }) => layer === hit?.layer);
    if (hit && placed) popup.show(hit.feature.getProperties() as Attributes, placed, placed.title);
    else popup.none();
  };
  map.on('click', (event) => identify(event.pixel));
  target.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') popup.close();
    if (event.key !== 'Enter') return;
    // Otherwise the same key presses the button of the panel that has the focus by then.
    event.preventDefault();
    const [width = 0, height = 0] = map.getSize() ?? [];
    identify([width / 2, height / 2]);
  });

  list.textContent = 'Loading …';
  const base = await drawer.draw(webMap.baseMap?.baseMapLayers ?? []);
  const layers = await drawer.draw(webMap.operationalLayers ?? []);
  const top = document.createElement('ul');
  top.append(...layers.map(({ item }) => item));
  const parts: (Node | string)[] = [layers.length > 0 ? top : 'The map has no layers.'];
  if (base.length > 0) {
    const heading = document.createElement('h2');
    heading.textContent = `Basemap: ${webMap.baseMap?.title ?? ''}`;
    const below = document.createElement('ul');
    below.append(...base.map(({ item }) => item));
    parts.push(heading, below);
  }
  list.replaceChildren(...parts);
  const extents = drawer.placed
    .filter(({ count }) => count > 0)
    .map(({ layer }) => layer.getSource()?.getExtent())
    .filter((extent) => extent !== undefined);
  if (!start && extents.length > 0) {
    const whole = ol.extent.createEmpty();
    for (const extent of extents) ol.extent.extend(whole, extent as number[]);
    map.getView().fit(whole, { padding: [40, 40, 40, 40], maxZoom: 17 });
  }
  map.once('rendercomplete', () => {
    target.dataset.drawn = String(drawer.placed.reduce((sum, { count }) => sum + count, 0));
  });
  map.render();
}

/** Where the map opens, in Web Mercator; null if it does not say. */
function startExtent(webMap: WebMap): [number, number, number, number] | null {
  const extent = webMap.initialState?.viewpoint?.targetGeometry;
  const { xmin, ymin, xmax, ymax } = extent ?? {};
  if (xmin === undefined || ymin === undefined || xmax === undefined || ymax === undefined) return null;
  const box: [number, number, number, number] = [xmin, ymin, xmax, ymax];
  if (extent?.spatialReference?.wkid !== 4326) return box;
  return ol.proj.transformExtent(box, 'EPSG:4326', 'EPSG:3857') as [number, number, number, number];
}

/** Lines of longitude and latitude stand in for a background from elsewhere. */
function graticule() {
  const text = (textAlign: 'center' | 'end') =>
    new ol.style.Text({
      textAlign,
      font: '11px system-ui, sans-serif',
      fill: new ol.style.Fill({ color: 'rgba(110,120,130,0.9)' }),
      textBaseline: 'bottom',
    });
  return new ol.layer.Graticule({
    strokeStyle: new ol.style.Stroke({ color: 'rgba(120,135,150,0.35)', width: 1 }),
    showLabels: true,
    wrapX: false,
    lonLabelStyle: text('center'),
    latLabelStyle: text('end'),
    intervals: [90, 45, 30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001],
  });
}

void main();

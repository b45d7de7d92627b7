import { degrees, place, streets } from '../geography.js';
import { link } from '../links.js';
import { Canvas } from '../pictures/canvas.js';
import { groundPlan } from '../pictures/motifs.js';
import { seal } from '../pictures/seal.js';
import { Random } from '../random.js';
import type { Town } from '../town.js';
import type { FilePlan } from './plan.js';
import { shapefile } from './shapefile.js';
import { zip } from './zip.js';

/** Files with places in them. */
export const dataFiles: FilePlan[] = [
  {
    key: 'busStops',
    type: 'CSV',
    title: 'Bus stops',
    fileName: 'bus_stops.csv',
    contentType: 'text/csv',
    owner: 'mira.okonjo',
    folder: null,
    snippet: 'Stops of all lines, with shelters.',
    description: (town) => `<p>Drawn in ${link(town, 'placesMap', 'Out and About')}.</p>`,
    tags: ['transport', 'bus'],
    access: 'public',
    groups: ['everyone'],
    bytes: () => Buffer.from(busStops(), 'utf8'),
  },
  {
    key: 'cycleRoutes',
    type: 'GeoJson',
    title: 'Cycle routes',
    fileName: 'cycle_routes.geojson',
    contentType: 'application/geo+json',
    owner: 'ines.vale@larkmoor',
    folder: 'Parks',
    snippet: 'Signed routes through the town.',
    description: () => '<p>Signed in 2024.</p>',
    tags: ['cycling', 'routes'],
    access: 'public',
    groups: ['everyone', 'parks'],
    bytes: () => Buffer.from(JSON.stringify(cycleRoutes(), null, 1), 'utf8'),
  },
  {
    key: 'heritageWalk',
    type: 'KML Collection',
    title: 'Heritage walk',
    fileName: 'heritage_walk.kmz',
    contentType: 'application/vnd.google-earth.kmz',
    owner: 'ines.vale@larkmoor',
    folder: 'Parks',
    snippet: 'Nine stops in the old town.',
    description: () => '<p>An hour and a half at a stroll.</p>',
    tags: ['heritage', 'walk'],
    access: 'public',
    groups: [],
    bytes: () => zip({ 'doc.kml': heritageWalk(), 'files/seal.png': sealPicture(64) }),
  },
  {
    key: 'floodGauges',
    type: 'Shapefile',
    title: 'Flood gauges',
    fileName: 'flood_gauges.zip',
    contentType: 'application/zip',
    owner: 'tom.wren',
    folder: 'Water',
    snippet: 'Gauges on the river Wend.',
    description: (town) => `<p>Levels above datum. See ${link(town, 'water', 'Water Network')}.</p>`,
    tags: ['water', 'flood', 'gauges'],
    access: 'org',
    groups: ['water'],
    metadata: true,
    bytes: () => floodGauges(),
  },
  {
    key: 'airQuality',
    type: 'CSV Collection',
    title: 'Air quality readings',
    fileName: 'air_quality.zip',
    contentType: 'application/zip',
    owner: 'ines.vale@larkmoor',
    folder: null,
    snippet: 'Hourly readings of two stations.',
    description: () => '<p>Not validated.</p>',
    tags: ['air', 'environment'],
    access: 'private',
    groups: [],
    bytes: () => zip({ 'station_market.csv': readings(1), 'station_ring.csv': readings(2) }),
  },
  {
    key: 'aerials',
    type: 'Image Collection',
    title: 'Aerial pictures',
    fileName: 'aerials.zip',
    contentType: 'application/zip',
    owner: 'petra_quill',
    folder: 'Office',
    snippet: 'The town from above, in three tiles.',
    description: () => '<p>Drawn, not flown.</p>',
    tags: ['pictures'],
    access: 'org',
    groups: [],
    bytes: () => zip({ 'tile_1.png': aerial(31), 'tile_2.png': aerial(32), 'tile_3.png': aerial(33) }),
  },
  {
    key: 'waterProMap',
    type: 'Pro Map',
    title: 'Water plan (ArcGIS Pro)',
    fileName: 'water_plan.mapx',
    contentType: 'application/json',
    owner: 'tom.wren',
    folder: 'Water',
    snippet: 'Map file for plotting the network at 1:500.',
    description: (town) => `<p>Plots ${link(town, 'water', 'Water Network')}.</p>`,
    tags: ['water', 'plotting'],
    access: 'private',
    groups: ['water'],
    bytes: (town) => Buffer.from(JSON.stringify(proMap(town), null, 2), 'utf8'),
  },
];

/** The town's seal as a picture of the given size. */
export function sealPicture(size: number): Buffer {
  const canvas = new Canvas(size, size, [255, 255, 255]);
  seal(canvas, size / 2, size / 2, size * 0.47);
  return canvas.png();
}

function aerial(seed: number): Buffer {
  const canvas = new Canvas(256, 256, [0, 0, 0]);
  groundPlan(canvas, seed);
  return canvas.png();
}

function busStops(): string {
  const random = new Random(901);
  const lines = Array.from({ length: 72 }, (_, index) => {
    const [lon, lat] = degrees(place(random.next(), random.next()));
    const name = random.pick([
      'Market "North"',
      'Løvstræde',
      'Place de l’Église',
      'Kiln Terrace, upper',
      'Bahnhof Süd',
    ]);
    return [
      index + 1,
      `"${name.replace(/"/g, '""')}"`,
      random.pick(['1', '2', '7', 'N4']),
      random.chance(0.5) ? 'yes' : '',
      lat,
      lon,
    ];
  });
  return `\ufeffstop,name,line,shelter,latitude,longitude\r\n${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

function cycleRoutes(): Record<string, unknown> {
  const names = ['Riverside', 'Moor Edge', 'Lapwing Avenue'];
  return {
    type: 'FeatureCollection',
    features: names.map((name, index) => ({
      type: 'Feature',
      id: index + 1,
      properties: {
        name: `Route ${name}`,
        signed: index !== 1,
        length_km: 4.25 + index / 3,
        surface: index === 2 ? null : 'asphalt',
      },
      geometry: {
        type: 'LineString',
        coordinates: streets()
          .filter((segment) => segment.name === name)
          .map(({ from }) => degrees(place(from.u, from.v))),
      },
    })),
  };
}

function heritageWalk(): string {
  const stops = [
    'Weir',
    'Tannery',
    'Bell Foundry',
    'Chapel',
    'Corn Exchange',
    'Old Mill',
    'Museum',
    'Observatory',
    'Quay',
  ];
  const marks = stops.map((stop, index) => {
    const [lon, lat] = degrees(place(0.2 + index * 0.07, 0.3 + (index % 3) * 0.1));
    return `<Placemark><name>${index + 1}. ${stop}</name><Point><coordinates>${lon},${lat},0</coordinates></Point></Placemark>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Heritage walk</name>${marks.join('')}</Document></kml>\n`;
}

function floodGauges(): Promise<Buffer> {
  const random = new Random(902);
  const gauges = Array.from({ length: 14 }, (_, index) => {
    const [x, y] = degrees(place((index + 0.5) / 14, 0.32 + 0.05 * Math.sin(index)));
    return { x, y, name: `Pegel ${index + 1} – Wend`, level: random.between(0.2, 3.9) };
  });
  return shapefile('flood_gauges', gauges);
}

function readings(station: number): string {
  const random = new Random(910 + station);
  const start = Date.parse('2025-09-01T00:00:00Z');
  const lines = Array.from({ length: 24 }, (_, hour) => {
    const time = new Date(start + hour * 3_600_000).toISOString();
    return `${time};${random.between(4, 60).toFixed(1)};${random.chance(0.1) ? '' : random.between(1, 30).toFixed(1)}`;
  });
  return `time;pm10;pm25\n${lines.join('\n')}\n`;
}

/** A map file of ArcGIS Pro: its layers name the services that they draw. */
function proMap(town: Town): Record<string, unknown> {
  const layer = (name: string, dataset: string) => ({
    type: 'CIMFeatureLayer',
    name,
    uRI: `CIMPATH=map/${name.toLowerCase()}.json`,
    visibility: true,
    featureTable: {
      type: 'CIMFeatureTable',
      dataConnection: {
        type: 'CIMStandardDataConnection',
        workspaceConnectionString: `URL=${town.service('water')}`,
        workspaceFactory: 'FeatureService',
        dataset,
        datasetType: 'esriDTFeatureClass',
      },
    },
  });
  return {
    type: 'CIMMapDocument',
    version: '3.1.0',
    build: 41833,
    mapDefinition: {
      type: 'CIMMap',
      name: 'Water plan',
      uRI: 'CIMPATH=map/map.json',
      layers: ['CIMPATH=map/mains.json', 'CIMPATH=map/valves.json'],
    },
    layerDefinitions: [layer('Mains', '0'), layer('Valves', '2')],
  };
}

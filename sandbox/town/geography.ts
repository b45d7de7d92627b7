/** The ground plan of the town: a street grid bent a little, in Web Mercator (metres). */
export type Position = [x: number, y: number];

/** Web Mercator as portals write it. */
export const webMercator = { wkid: 102100, latestWkid: 3857 };

const longitude = -2.304;
const latitude = 54.618;
const radius = 6_378_137;
const width = 6400;
const height = 4800;

export const columns = 16;
export const rows = 12;

const centre: Position = [
  (longitude * Math.PI * radius) / 180,
  radius * Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)),
];

/** Where (u, v) of the ground plan lies; both run from 0 to 1, west to east and south to north. */
export function place(u: number, v: number): Position {
  const x = centre[0] + width * (u - 0.5 + 0.022 * Math.sin(6.1 * v));
  const y = centre[1] + height * (v - 0.5 + 0.028 * Math.sin(5.2 * u + 1));
  return [round(x), round(y)];
}

/** Longitude and latitude in degrees. */
export function degrees([x, y]: Position): Position {
  const lon = (x / radius) * (180 / Math.PI);
  const lat = (2 * Math.atan(Math.exp(y / radius)) - Math.PI / 2) * (180 / Math.PI);
  return [Number(lon.toFixed(6)), Number(lat.toFixed(6))];
}

/** A closed ring around a rectangle of the ground plan, clockwise as outer rings are, or counter-clockwise for a hole. */
export function ring(u1: number, v1: number, u2: number, v2: number, hole = false): Position[] {
  const corners = [place(u1, v1), place(u1, v2), place(u2, v2), place(u2, v1), place(u1, v1)];
  return hole ? corners.reverse() : corners;
}

/** Everything that is in the town. */
export const townExtent = {
  xmin: round(centre[0] - width * 0.55),
  ymin: round(centre[1] - height * 0.56),
  xmax: round(centre[0] + width * 0.55),
  ymax: round(centre[1] + height * 0.56),
  spatialReference: webMercator,
};

/** The town's extent as addItem takes it: west, south, east, north in degrees. */
export const townExtentInDegrees = [
  ...degrees([townExtent.xmin, townExtent.ymin]),
  ...degrees([townExtent.xmax, townExtent.ymax]),
].join(',');

/** An extent of the same shape around a point of the ground plan. */
export function extentAround(u: number, v: number, share: number): typeof townExtent {
  const [x, y] = place(u, v);
  return {
    xmin: round(x - width * share),
    ymin: round(y - height * share),
    xmax: round(x + width * share),
    ymax: round(y + height * share),
    spatialReference: webMercator,
  };
}

/** One piece of street between two crossings. */
export interface StreetSegment {
  name: string;
  className: 'arterial' | 'collector' | 'local' | 'path';
  from: { u: number; v: number };
  to: { u: number; v: number };
}

const lanes: readonly string[] = [
  'Old Mill Lane',
  'Fernbank Road',
  'Curlew Street',
  'Harbour View',
  'Tannery Row',
  'Bellfounders Way',
  'Rue du Marché',
  'Lindenstraße',
  'Plover Close',
  'High Street',
  'Weir Gate',
  'Søndre Vej',
  'Orchard Rise',
  'Kiln Terrace',
  'Saint Brigid’s Walk',
  'Peat Cutters Yard',
  'Eastbourne Crescent',
];

const avenues: readonly string[] = [
  'Riverside',
  'Quay Avenue',
  'Lapwing Avenue',
  'Market Avenue',
  'Corn Exchange',
  'Chapel Avenue',
  'Town Hall Avenue',
  'Station Avenue',
  'Museum Avenue',
  'Calle del Álamo',
  'Observatory Hill',
  'Moor Edge',
  'Northern Ring',
];

/** All streets, avenue by avenue, then lane by lane. */
export function streets(): StreetSegment[] {
  const found: StreetSegment[] = [];
  avenues.forEach((name, row) => {
    for (let column = 0; column < columns; column++) {
      found.push({
        name,
        className: row === 6 || row === 12 ? 'arterial' : row % 3 === 0 ? 'collector' : 'local',
        from: { u: column / columns, v: row / rows },
        to: { u: (column + 1) / columns, v: row / rows },
      });
    }
  });
  lanes.forEach((name, column) => {
    for (let row = 0; row < rows; row++) {
      found.push({
        name,
        className:
          column === 9 ? 'arterial' : column % 4 === 0 ? 'collector' : column % 7 === 3 ? 'path' : 'local',
        from: { u: column / columns, v: row / rows },
        to: { u: column / columns, v: (row + 1) / rows },
      });
    }
  });
  return found;
}

/** Blocks that are parks and hold no building lots. */
export function isPark(column: number, row: number): boolean {
  return (column * 7 + row * 5) % 23 === 0;
}

function round(metres: number): number {
  return Math.round(metres * 100) / 100;
}

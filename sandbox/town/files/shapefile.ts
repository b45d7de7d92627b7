import { zip } from './zip.js';

interface ShapePoint {
  x: number;
  y: number;
  name: string;
  level: number;
}

const geographic =
  'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]';

/** A zipped shapefile of points in degrees, with a name and a number for each. */
export function shapefile(name: string, points: ShapePoint[]): Promise<Buffer> {
  return zip({
    [`${name}.shp`]: shapes(points),
    [`${name}.shx`]: index(points),
    [`${name}.dbf`]: table(points),
    [`${name}.prj`]: geographic,
    [`${name}.cpg`]: 'UTF-8',
  });
}

/** The header that .shp and .shx share: length in 16-bit words, shape type 1 (point), bounds. */
function header(bytes: number, points: ShapePoint[]): Buffer {
  const start = Buffer.alloc(100);
  start.writeInt32BE(9994, 0);
  start.writeInt32BE(bytes / 2, 24);
  start.writeInt32LE(1000, 28);
  start.writeInt32LE(1, 32);
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].forEach((bound, at) => {
    start.writeDoubleLE(bound, 36 + at * 8);
  });
  return start;
}

function shapes(points: ShapePoint[]): Buffer {
  const records = points.map(({ x, y }, at) => {
    const record = Buffer.alloc(28);
    record.writeInt32BE(at + 1, 0);
    record.writeInt32BE(10, 4);
    record.writeInt32LE(1, 8);
    record.writeDoubleLE(x, 12);
    record.writeDoubleLE(y, 20);
    return record;
  });
  return Buffer.concat([header(100 + points.length * 28, points), ...records]);
}

function index(points: ShapePoint[]): Buffer {
  const records = points.map((_, at) => {
    const record = Buffer.alloc(8);
    record.writeInt32BE(50 + at * 14, 0);
    record.writeInt32BE(10, 4);
    return record;
  });
  return Buffer.concat([header(100 + points.length * 8, points), ...records]);
}

/** dBASE III: a character column of 40 and a numeric one of 12 with 3 decimals. */
function table(points: ShapePoint[]): Buffer {
  const start = Buffer.alloc(32);
  start.set([3, 125, 9, 1], 0);
  start.writeUInt32LE(points.length, 4);
  start.writeUInt16LE(32 + 2 * 32 + 1, 8);
  start.writeUInt16LE(1 + 40 + 12, 10);
  const rows = points.map(({ name, level }) => {
    const row = Buffer.alloc(53, ' ');
    Buffer.from(name, 'utf8').copy(row, 1, 0, 40);
    row.write(level.toFixed(3).padStart(12), 41, 'latin1');
    return row;
  });
  return Buffer.concat([
    start,
    column('NAME', 'C', 40, 0),
    column('LEVEL_M', 'N', 12, 3),
    Buffer.from([13]),
    ...rows,
    Buffer.from([26]),
  ]);
}

function column(name: string, type: string, length: number, decimals: number): Buffer {
  const field = Buffer.alloc(32);
  field.write(name, 0, 'latin1');
  field.write(type, 11, 'latin1');
  field.set([length, decimals], 16);
  return field;
}

type Point = number[];
/** A point, or an object that says how the curve goes on to its first point. */
type Segment = Point | Record<string, unknown[]>;

/** Short lines that stand for one curve. */
const PIECES = 8;

/** Parts with curves (`curvePaths`, `curveRings`) as parts of points alone. Throws RangeError for a kind of curve that does not exist. */
export function flattenCurves(parts: unknown): Point[][] {
  if (!Array.isArray(parts)) throw new RangeError('Geometry type does not match the layer.');
  return (parts as Segment[][]).map((part) => {
    const points: Point[] = [];
    for (const segment of part) points.push(...pointsOf(segment, points.at(-1) ?? [0, 0]));
    return points;
  });
}

function pointsOf(segment: Segment, from: Point): Point[] {
  if (Array.isArray(segment)) return [segment];
  const { c, b, a } = segment as Record<string, Point[] | undefined>;
  if (c?.[0] && c[1]) return through(from, c[1], c[0]);
  if (b?.[0] && b[1] && b[2]) return bezier(from, b[1], b[2], b[0]);
  if (a?.[0]) return [a[0]];
  throw new RangeError(`Geometry has an unknown curve: ${JSON.stringify(segment)}.`);
}

/** From one point over another to a third: a parabola is as good as an arc here. */
function through(from: Point, over: Point, to: Point): Point[] {
  const [x0, y0, x1, y1, x2, y2] = [...xy(from), ...xy(over), ...xy(to)] as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return bezier(
    from,
    [x0 + ((2 * x1 - (x0 + x2) / 2 - x0) * 2) / 3, y0 + ((2 * y1 - (y0 + y2) / 2 - y0) * 2) / 3],
    [x2 + ((2 * x1 - (x0 + x2) / 2 - x2) * 2) / 3, y2 + ((2 * y1 - (y0 + y2) / 2 - y2) * 2) / 3],
    to,
  );
}

function bezier(from: Point, first: Point, second: Point, to: Point): Point[] {
  const points = Array.from({ length: PIECES - 1 }, (_, index) => {
    const t = (index + 1) / PIECES;
    const at = (axis: 0 | 1): number =>
      (1 - t) ** 3 * (from[axis] ?? 0) +
      3 * (1 - t) ** 2 * t * (first[axis] ?? 0) +
      3 * (1 - t) * t ** 2 * (second[axis] ?? 0) +
      t ** 3 * (to[axis] ?? 0);
    return [at(0), at(1), ...to.slice(2)];
  });
  return [...points, to];
}

function xy([x = 0, y = 0]: Point): [number, number] {
  return [x, y];
}

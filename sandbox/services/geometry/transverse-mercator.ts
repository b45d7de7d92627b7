const DEGREE = Math.PI / 180;
const SEMI_MAJOR = 6_378_137;
const FLATTENING = 1 / 298.257223563;
const SCALE = 0.9996;
const FALSE_EASTING = 500_000;

const N = FLATTENING / (2 - FLATTENING);
const RECTIFYING = (SEMI_MAJOR / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
/** Krüger's series to the fourth order: exact to less than a millimetre within a zone. */
const FORWARD = [
  N / 2 - (2 * N ** 2) / 3 + (5 * N ** 3) / 16 + (41 * N ** 4) / 180,
  (13 * N ** 2) / 48 - (3 * N ** 3) / 5 + (557 * N ** 4) / 1440,
  (61 * N ** 3) / 240 - (103 * N ** 4) / 140,
  (49_561 * N ** 4) / 161_280,
];
const BACKWARD = [
  N / 2 - (2 * N ** 2) / 3 + (37 * N ** 3) / 96 - N ** 4 / 360,
  N ** 2 / 48 + N ** 3 / 15 - (437 * N ** 4) / 1440,
  (17 * N ** 3) / 480 - (37 * N ** 4) / 840,
  (4397 * N ** 4) / 161_280,
];
const LATITUDE = [
  2 * N - (2 * N ** 2) / 3 - 2 * N ** 3 + (116 * N ** 4) / 45,
  (7 * N ** 2) / 3 - (8 * N ** 3) / 5 - (227 * N ** 4) / 45,
  (56 * N ** 3) / 15 - (136 * N ** 4) / 35,
  (4279 * N ** 4) / 630,
];

type Change = (x: number, y: number) => [number, number];

/** A zone of UTM on WGS 84: degrees to metres and back. */
export function transverseMercator(zone: { meridian: number; falseNorthing: number }): {
  fromDegrees: Change;
  toDegrees: Change;
} {
  return {
    fromDegrees: (longitude, latitude) => {
      const phi = latitude * DEGREE;
      const lambda = (longitude - zone.meridian) * DEGREE;
      const e = (2 * Math.sqrt(N)) / (1 + N);
      const t = Math.sinh(Math.atanh(Math.sin(phi)) - e * Math.atanh(e * Math.sin(phi)));
      const xi = Math.atan2(t, Math.cos(lambda));
      const eta = Math.atanh(Math.sin(lambda) / Math.sqrt(1 + t * t));
      const [northing, easting] = series(xi, eta, FORWARD, 1);
      return [
        FALSE_EASTING + SCALE * RECTIFYING * easting,
        zone.falseNorthing + SCALE * RECTIFYING * northing,
      ];
    },
    toDegrees: (x, y) => {
      const xi = (y - zone.falseNorthing) / (SCALE * RECTIFYING);
      const eta = (x - FALSE_EASTING) / (SCALE * RECTIFYING);
      const [xi1, eta1] = series(xi, eta, BACKWARD, -1);
      const chi = Math.asin(Math.sin(xi1) / Math.cosh(eta1));
      const phi = LATITUDE.reduce((sum, delta, index) => sum + delta * Math.sin(2 * (index + 1) * chi), chi);
      const lambda = Math.atan2(Math.sinh(eta1), Math.cos(xi1));
      return [zone.meridian + lambda / DEGREE, phi / DEGREE];
    },
  };
}

function series(xi: number, eta: number, terms: number[], sign: 1 | -1): [number, number] {
  let [a, b] = [xi, eta];
  for (const [index, term] of terms.entries()) {
    const k = 2 * (index + 1);
    a += sign * term * Math.sin(k * xi) * Math.cosh(k * eta);
    b += sign * term * Math.cos(k * xi) * Math.sinh(k * eta);
  }
  return [a, b];
}

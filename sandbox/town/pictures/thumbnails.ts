import type { ItemKey } from '../town.js';
import { Canvas, mix } from './canvas.js';
import { groundPlan, hydrant, palette, pin, tree } from './motifs.js';
import { dashboard, mosaic, orchard, page, pins, window } from './scenes.js';
import { seal } from './seal.js';

type Drawing = (canvas: Canvas) => void;

const drawings: Record<ItemKey, Drawing> = {
  hydrants: (canvas) => {
    groundPlan(canvas, 1, [palette.stone]);
    for (const [x, y] of [
      [46, 62],
      [100, 100],
      [158, 58],
    ] as const)
      hydrant(canvas, x, y, 34, palette.signal);
  },
  trees: (canvas) => orchard(canvas, palette.leaf),
  parcels: (canvas) => mosaic(canvas, [palette.sun, palette.paper, palette.brick, palette.moor], 25, 22),
  streets: (canvas) => {
    canvas.rectangle(0, 0, 200, 133, palette.moor);
    for (let x = 10; x < 220; x += 38)
      canvas.line(
        [
          [x, -4],
          [x + 14, 140],
        ],
        4,
        palette.street,
      );
    for (let y = 14; y < 140; y += 32)
      canvas.line(
        [
          [-4, y],
          [204, y - 10],
        ],
        4,
        palette.street,
      );
    canvas.line(
      [
        [-4, 92],
        [90, 84],
        [204, 40],
      ],
      9,
      palette.sun,
    );
    canvas.line(
      [
        [86, -4],
        [96, 84],
        [120, 140],
      ],
      7,
      palette.brick,
    );
  },
  water: (canvas) => {
    canvas.gradient(mix(palette.river, palette.paper, 0.5), palette.river);
    canvas.line(
      [
        [-4, 96],
        [60, 96],
        [60, 40],
        [150, 40],
        [150, 84],
        [204, 84],
      ],
      10,
      palette.deepWater,
    );
    canvas.line(
      [
        [60, 96],
        [60, 140],
      ],
      7,
      palette.deepWater,
    );
    for (const [x, y] of [
      [60, 68],
      [108, 40],
      [150, 62],
    ] as const) {
      canvas.circle(x, y, 11, palette.paper);
      canvas.circle(x, y, 7, palette.signal);
    }
  },
  neighbourhoods: (canvas) =>
    mosaic(canvas, [palette.leaf, palette.river, palette.plum, palette.sun, palette.brick], 50, 38),
  places: (canvas) => pins(canvas, palette.plum),
  workOrders: (canvas) => {
    canvas.rectangle(0, 0, 200, 133, mix(palette.bark, palette.paper, 0.6));
    canvas.rectangle(58, 16, 84, 106, palette.paper);
    canvas.rectangle(84, 9, 32, 13, palette.ink);
    for (let row = 0; row < 5; row++) {
      canvas.rectangle(68, 34 + row * 17, 9, 9, row < 3 ? palette.leaf : palette.stone);
      canvas.rectangle(84, 36 + row * 17, 46 - (row % 3) * 9, 5, palette.ink);
    }
  },
  hydrantsOut: (canvas) => {
    groundPlan(canvas, 2, [palette.stone]);
    hydrant(canvas, 100, 108, 80, palette.stone);
    canvas.line(
      [
        [58, 110],
        [142, 22],
      ],
      9,
      palette.signal,
    );
  },
  placesPublic: (canvas) => pins(canvas, palette.leaf),
  baseService: (canvas) => {
    for (let sheet = 2; sheet >= 0; sheet--) {
      const y = 30 + sheet * 22;
      canvas.polygon(
        [
          [100, y - 22],
          [178, y + 16],
          [100, y + 54],
          [22, y + 16],
        ],
        mix([palette.leaf, palette.river, palette.sun][sheet] ?? palette.leaf, palette.paper, 0.35),
      );
    }
  },
  townMap: (canvas) => {
    groundPlan(canvas, 5);
    pin(canvas, 112, 74, 26, palette.signal);
  },
  treesMap: (canvas) => {
    groundPlan(canvas, 6, [palette.stone]);
    for (const [x, y] of [
      [30, 60],
      [70, 118],
      [122, 52],
      [166, 110],
      [150, 60],
    ] as const)
      tree(canvas, x, y, 38, palette.deepLeaf);
  },
  planningMap: (canvas) => {
    groundPlan(canvas, 7, [palette.sun, palette.plum]);
    canvas.line(
      [
        [40, 30],
        [150, 26],
        [166, 96],
        [60, 108],
        [40, 30],
      ],
      5,
      palette.signal,
    );
  },
  placesMap: (canvas) => {
    groundPlan(canvas, 8);
    for (const [x, y] of [
      [48, 62],
      [104, 108],
      [156, 58],
    ] as const)
      pin(canvas, x, y, 17, palette.plum);
  },
  worksMap: (canvas) => {
    groundPlan(canvas, 9, [palette.stone]);
    canvas.polygon(
      [
        [100, 28],
        [150, 112],
        [50, 112],
      ],
      palette.signal,
    );
    canvas.polygon(
      [
        [100, 46],
        [136, 104],
        [64, 104],
      ],
      palette.paper,
    );
    canvas.rectangle(96, 62, 8, 24, palette.ink);
    canvas.rectangle(96, 91, 8, 8, palette.ink);
  },
  fieldMap: (canvas) => {
    groundPlan(canvas, 10);
    canvas.rectangle(66, 12, 68, 112, palette.ink);
    canvas.rectangle(71, 20, 58, 94, mix(palette.moor, palette.paper, 0.5));
    hydrant(canvas, 100, 100, 62, palette.signal);
  },
  waterDashboard: (canvas) => dashboard(canvas, palette.deepWater),
  worksDashboard: (canvas) => dashboard(canvas, palette.brick),
  townViewer: (canvas) => window(canvas, palette.deepWater),
  placesApp: (canvas) => window(canvas, palette.plum),
  busStops: (canvas) => page(canvas, 'CSV', palette.leaf),
  cycleRoutes: (canvas) => page(canvas, 'GEO', palette.deepLeaf),
  handbook: (canvas) => page(canvas, 'PDF', palette.signal),
  budget: (canvas) => page(canvas, 'XLS', palette.leaf),
  minutes: (canvas) => page(canvas, 'DOC', palette.deepWater),
  masterPlan: (canvas) => page(canvas, 'PPT', palette.brick),
  seal: (canvas) => {
    canvas.rectangle(0, 0, 200, 133, palette.paper);
    seal(canvas, 100, 66, 58);
  },
  heritageWalk: (canvas) => page(canvas, 'KMZ', palette.plum),
  floodGauges: (canvas) => page(canvas, 'SHP', palette.river),
  arcadeSample: (canvas) => page(canvas, 'CODE', palette.ink),
  airQuality: (canvas) => page(canvas, 'CSV', palette.river),
  aerials: (canvas) => page(canvas, 'IMG', palette.sun),
  inspectionReport: (canvas) => page(canvas, 'DOC', palette.plum),
  waterProMap: (canvas) => page(canvas, 'MAP', palette.deepWater),
};

/** The picture of an item on the portal's pages: 200 by 133 pixels, as portals ask for. */
export function thumbnail(item: ItemKey): Buffer {
  const canvas = new Canvas(200, 133, palette.paper);
  drawings[item](canvas);
  return canvas.png();
}

import { Random } from '../random.js';
import { type Canvas, mix } from './canvas.js';
import type { Colour } from './png.js';

/** Colours of the town's pictures. */
export const palette = {
  paper: [250, 247, 240],
  ink: [44, 58, 66],
  moor: [226, 232, 213],
  leaf: [98, 150, 92],
  deepLeaf: [56, 107, 72],
  bark: [122, 92, 68],
  river: [132, 188, 214],
  deepWater: [47, 110, 158],
  street: [255, 255, 255],
  brick: [196, 92, 66],
  signal: [206, 51, 46],
  sun: [240, 187, 78],
  stone: [196, 194, 188],
  plum: [120, 84, 128],
} as const satisfies Record<string, Colour>;

/** The town from above: moor, river, streets, roofs. */
export function groundPlan(
  canvas: Canvas,
  seed: number,
  roofs: readonly [Colour, ...Colour[]] = [palette.brick, palette.stone],
): void {
  const random = new Random(seed);
  const { width, height } = canvas;
  canvas.rectangle(0, 0, width, height, palette.moor);
  for (let y = 6; y < height; y += 19) {
    for (let x = 5; x < width; x += 24) {
      if (random.chance(0.14)) {
        canvas.rectangle(x, y, 19, 14, mix(palette.moor, palette.leaf, 0.5));
        continue;
      }
      for (let lot = 0; lot < 3; lot++) {
        canvas.rectangle(
          x + lot * 6.5,
          y,
          5,
          6,
          mix(random.pick(roofs), palette.paper, random.between(0.1, 0.5)),
        );
        canvas.rectangle(
          x + lot * 6.5,
          y + 8,
          5,
          6,
          mix(random.pick(roofs), palette.paper, random.between(0.1, 0.5)),
        );
      }
    }
  }
  const river: [number, number][] = [];
  for (let x = -10; x <= width + 10; x += 10) river.push([x, height * 0.68 + Math.sin(x / 30 + seed) * 12]);
  canvas.line(river, 15, palette.river);
  canvas.line(
    [
      [width * 0.58, -4],
      [width * 0.55, height + 4],
    ],
    6,
    palette.street,
  );
  canvas.line(
    [
      [-4, height * 0.31],
      [width + 4, height * 0.27],
    ],
    6,
    palette.street,
  );
}

export function pin(canvas: Canvas, x: number, y: number, size: number, colour: Colour): void {
  canvas.polygon(
    [
      [x - size * 0.62, y - size * 0.9],
      [x + size * 0.62, y - size * 0.9],
      [x, y + size * 0.35],
    ],
    colour,
  );
  canvas.circle(x, y - size, size * 0.7, colour);
  canvas.circle(x, y - size, size * 0.28, palette.paper);
}

export function tree(canvas: Canvas, x: number, y: number, size: number, colour: Colour): void {
  canvas.rectangle(x - size * 0.08, y - size * 0.5, size * 0.16, size * 0.5, palette.bark);
  canvas.circle(x, y - size * 0.75, size * 0.38, colour);
  canvas.circle(x - size * 0.24, y - size * 0.55, size * 0.28, mix(colour, palette.ink, 0.12));
  canvas.circle(x + size * 0.24, y - size * 0.55, size * 0.28, mix(colour, palette.paper, 0.12));
}

export function hydrant(canvas: Canvas, x: number, y: number, size: number, colour: Colour): void {
  const dark = mix(colour, palette.ink, 0.35);
  canvas.rectangle(x - size * 0.34, y - size * 0.1, size * 0.68, size * 0.1, dark);
  canvas.rectangle(x - size * 0.22, y - size * 0.72, size * 0.44, size * 0.64, colour);
  canvas.rectangle(x - size * 0.4, y - size * 0.56, size * 0.8, size * 0.16, dark);
  canvas.circle(x, y - size * 0.72, size * 0.26, colour);
  canvas.rectangle(x - size * 0.06, y - size * 1.06, size * 0.12, size * 0.12, dark);
  canvas.circle(x, y - size * 0.48, size * 0.13, mix(colour, palette.paper, 0.5));
}

export function bars(canvas: Canvas, x: number, y: number, values: readonly number[], colour: Colour): void {
  values.forEach((value, index) => {
    canvas.rectangle(x + index * 11, y - value, 8, value, mix(colour, palette.paper, (index % 3) * 0.2));
  });
}

/** A ring of which a share is filled. */
export function gauge(
  canvas: Canvas,
  x: number,
  y: number,
  radius: number,
  share: number,
  colour: Colour,
): void {
  canvas.circle(x, y, radius, palette.stone);
  const corners: [number, number][] = [[x, y]];
  for (let step = 0; step <= 40; step++) {
    const angle = -Math.PI / 2 + (step / 40) * share * Math.PI * 2;
    corners.push([x + Math.cos(angle) * radius, y + Math.sin(angle) * radius]);
  }
  canvas.polygon(corners, colour);
  canvas.circle(x, y, radius * 0.6, palette.paper);
}

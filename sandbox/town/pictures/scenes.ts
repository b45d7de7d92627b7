import { type Canvas, mix } from './canvas.js';
import { lettering } from './lettering.js';
import { bars, gauge, groundPlan, palette, pin, tree } from './motifs.js';
import type { Colour } from './png.js';

/** Rows of trees. */
export function orchard(canvas: Canvas, colour: Colour): void {
  canvas.gradient(mix(palette.river, palette.paper, 0.6), palette.moor);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 6; column++) {
      tree(
        canvas,
        12 + column * 36 + (row % 2) * 16,
        50 + row * 27,
        34 + row * 5,
        mix(colour, palette.deepLeaf, ((row + column) % 3) * 0.4),
      );
    }
  }
}

/** Areas side by side. */
export function mosaic(canvas: Canvas, colours: readonly Colour[], stepX: number, stepY: number): void {
  canvas.rectangle(0, 0, 200, 133, palette.paper);
  const corner = (column: number, row: number): [number, number] => [
    column * stepX + Math.sin(row * 2.1 + column) * stepX * 0.18,
    row * stepY + Math.cos(column * 1.7 + row) * stepY * 0.18,
  ];
  for (let row = -1; row * stepY < 140; row++) {
    for (let column = -1; column * stepX < 210; column++) {
      const tone = colours[Math.abs(column * 3 + row * 5) % colours.length] ?? palette.stone;
      const corners = [
        corner(column, row),
        corner(column + 1, row),
        corner(column + 1, row + 1),
        corner(column, row + 1),
      ];
      canvas.polygon(corners, mix(tone, palette.paper, 0.35));
      canvas.line([...corners, corner(column, row)], 1.5, palette.paper);
    }
  }
}

/** Places by a river. */
export function pins(canvas: Canvas, colour: Colour): void {
  canvas.gradient(palette.moor, mix(palette.moor, palette.leaf, 0.4));
  canvas.line(
    [
      [-4, 104],
      [70, 90],
      [130, 112],
      [204, 88],
    ],
    12,
    palette.river,
  );
  for (const [x, y, size] of [
    [42, 72, 19],
    [98, 96, 24],
    [154, 66, 20],
    [124, 46, 12],
  ] as const)
    pin(canvas, x, y, size, colour);
}

/** Charts in frames. */
export function dashboard(canvas: Canvas, colour: Colour): void {
  canvas.rectangle(0, 0, 200, 133, palette.ink);
  canvas.rectangle(6, 6, 188, 14, mix(palette.ink, palette.paper, 0.25));
  for (const [x, y, width, height] of [
    [6, 25, 60, 102],
    [71, 25, 123, 60],
    [71, 90, 59, 37],
    [135, 90, 59, 37],
  ] as const) {
    canvas.rectangle(x, y, width, height, palette.paper);
  }
  gauge(canvas, 36, 58, 22, 0.68, colour);
  bars(canvas, 80, 78, [18, 30, 24, 41, 36, 27, 45, 33, 22, 38], colour);
  bars(canvas, 78, 122, [10, 22, 15, 26], palette.leaf);
  canvas.line(
    [
      [140, 118],
      [152, 104],
      [164, 110],
      [188, 96],
    ],
    3,
    palette.signal,
  );
  for (let row = 0; row < 3; row++) canvas.rectangle(14, 92 + row * 11, 44 - row * 8, 5, palette.stone);
}

/** A map in a window with a list. */
export function window(canvas: Canvas, colour: Colour): void {
  groundPlan(canvas, 12);
  canvas.rectangle(0, 0, 200, 22, colour);
  lettering(canvas, 'LARKMOOR', 62, 6, 1.6, palette.paper);
  canvas.rectangle(140, 30, 54, 94, palette.paper);
  for (let row = 0; row < 5; row++) {
    canvas.circle(150, 44 + row * 17, 4, colour);
    canvas.rectangle(158, 42 + row * 17, 28 - (row % 2) * 8, 4, palette.stone);
  }
  pin(canvas, 72, 88, 22, colour);
}

/** A sheet of paper with the kind of file on it. */
export function page(canvas: Canvas, label: string, colour: Colour): void {
  canvas.gradient(mix(colour, palette.paper, 0.55), mix(colour, palette.paper, 0.8));
  canvas.polygon(
    [
      [58, 12],
      [122, 12],
      [144, 34],
      [144, 122],
      [58, 122],
    ],
    palette.paper,
  );
  canvas.polygon(
    [
      [122, 12],
      [144, 34],
      [122, 34],
    ],
    palette.stone,
  );
  for (let row = 0; row < 3; row++) canvas.rectangle(70, 44 + row * 10, 60 - row * 12, 4, palette.stone);
  canvas.rectangle(50, 80, 102, 30, colour);
  lettering(canvas, label, 101, 85, 2.8, palette.paper);
}

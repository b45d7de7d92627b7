import { type Canvas, mix } from './canvas.js';
import { palette } from './motifs.js';

/** The town's seal: a lark above the moor. */
export function seal(canvas: Canvas, x: number, y: number, radius: number): void {
  canvas.circle(x, y, radius, palette.deepWater);
  canvas.circle(x, y, radius * 0.9, palette.paper);
  canvas.circle(x, y, radius * 0.84, mix(palette.river, palette.paper, 0.4));
  const hills: [number, number][] = [];
  for (let step = -10; step <= 10; step++) {
    const across = (step / 10) * radius * 0.8;
    hills.push([x + across, y + radius * 0.28 + Math.sin(step / 2) * radius * 0.07]);
  }
  canvas.polygon(
    [
      ...hills,
      [x + radius * 0.5, y + radius * 0.62],
      [x, y + radius * 0.82],
      [x - radius * 0.5, y + radius * 0.62],
    ],
    palette.leaf,
  );
  canvas.polygon(
    [
      [x - radius * 0.1, y - radius * 0.1],
      [x + radius * 0.5, y - radius * 0.52],
      [x + radius * 0.14, y + radius * 0.06],
    ],
    palette.bark,
  );
  canvas.polygon(
    [
      [x, y - radius * 0.04],
      [x - radius * 0.52, y - radius * 0.42],
      [x - radius * 0.12, y + radius * 0.14],
    ],
    palette.ink,
  );
  canvas.circle(x + radius * 0.12, y - radius * 0.16, radius * 0.12, palette.bark);
  canvas.circle(x - radius * 0.36, y - radius * 0.5, radius * 0.14, palette.sun);
}

import { Random } from '../random.js';
import { Canvas, mix } from './canvas.js';
import { hydrant, palette, tree } from './motifs.js';
import type { Colour } from './png.js';

/** A snapshot of a hydrant in its street, as an inspector takes it. The number decides light, paint and surroundings. */
export function hydrantPhoto(number: number): Buffer {
  const random = new Random(7000 + number);
  const canvas = street(random, 160, 120);
  const paint: readonly [Colour, ...Colour[]] = [
    palette.signal,
    palette.sun,
    palette.deepWater,
    palette.brick,
  ];
  hydrant(
    canvas,
    random.between(55, 105),
    random.between(98, 112),
    random.between(42, 62),
    random.pick(paint),
  );
  canvas.grain(14, () => random.next());
  return canvas.png();
}

/** A snapshot of a park, square or playground. */
export function placePhoto(number: number): Buffer {
  const random = new Random(9000 + number);
  const canvas = street(random, 192, 128);
  for (let count = random.whole(3, 7); count > 0; count--) {
    tree(
      canvas,
      random.between(10, 182),
      random.between(74, 116),
      random.between(30, 58),
      mix(palette.leaf, palette.sun, random.next() * 0.5),
    );
  }
  canvas.grain(10, () => random.next());
  return canvas.png();
}

function street(random: Random, width: number, height: number): Canvas {
  const canvas = new Canvas(width, height, palette.paper);
  canvas.gradient(mix(palette.river, palette.paper, random.next() * 0.7), palette.paper);
  for (let x = 0; x < width; x += 32) {
    const top = random.between(height * 0.2, height * 0.45);
    const wall = mix(
      random.pick([palette.brick, palette.stone, palette.plum]),
      palette.paper,
      random.between(0.2, 0.6),
    );
    canvas.rectangle(x, top, 32, height, wall);
    canvas.polygon(
      [
        [x - 2, top],
        [x + 16, top - 13],
        [x + 34, top],
      ],
      mix(wall, palette.ink, 0.4),
    );
    canvas.rectangle(x + 7, top + 10, 6, 8, mix(wall, palette.sun, 0.6));
    canvas.rectangle(x + 19, top + 10, 6, 8, mix(wall, palette.ink, 0.3));
  }
  canvas.rectangle(0, height * 0.72, width, height, palette.stone);
  canvas.rectangle(0, height * 0.72, width, 4, mix(palette.stone, palette.ink, 0.25));
  return canvas;
}

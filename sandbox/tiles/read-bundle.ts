/** Tiles of a bundle along each side. */
const BUNDLE_SIZE = 128;
const HEADER = 64;
const OFFSET_BITS = 40n;

/** Path of the bundle that holds a tile, below the folder of the tiles: L03/R0000C0000.bundle. */
export function bundlePath(level: number, row: number, column: number): string {
  const corner = (index: number) =>
    (Math.floor(index / BUNDLE_SIZE) * BUNDLE_SIZE).toString(16).padStart(4, '0');
  return `L${String(level).padStart(2, '0')}/R${corner(row)}C${corner(column)}.bundle`;
}

/**
 * A tile of a bundle; undefined if it has none there. Of the second version of the compact format:
 * https://github.com/Esri/raster-tiles-compactcache
 */
export function readBundle(bundle: Buffer, row: number, column: number): Buffer | undefined {
  const index = BUNDLE_SIZE * (row % BUNDLE_SIZE) + (column % BUNDLE_SIZE);
  const at = HEADER + 8 * index;
  if (at + 8 > bundle.length) return undefined;
  const entry = bundle.readBigUInt64LE(at);
  const size = Number(entry >> OFFSET_BITS);
  const offset = Number(entry & ((1n << OFFSET_BITS) - 1n));
  return size === 0 ? undefined : bundle.subarray(offset, offset + size);
}

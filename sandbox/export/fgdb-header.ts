import { readFileSync, writeFileSync } from 'node:fs';

const INDEX_HEAD = 16;

/**
 * Writes the size of a table and of its longest row into its header anew: GDAL 3.8 forgets to when an UPDATE makes a row longer,
 * and newer versions call such a table corrupt.
 */
export function repairHeader(table: string): void {
  const index = readFileSync(table.replace(/\.gdbtable$/, '.gdbtablx'));
  const bytes = readFileSync(table);
  const rows = index.readUInt32LE(8);
  const width = index.readUInt32LE(12);
  let longest = bytes.readUInt32LE(8);
  for (let row = 0; row < rows; row += 1) {
    const at = index.readUIntLE(INDEX_HEAD + row * width, width);
    if (at > 0) longest = Math.max(longest, bytes.readUInt32LE(at));
  }
  bytes.writeUInt32LE(longest, 8);
  bytes.writeBigUInt64LE(BigInt(bytes.length), 24);
  writeFileSync(table, bytes);
}

/** A directory of the metadata of a photo, as `exifInfo` has it. */
interface ExifDirectory {
  name: string;
  tags: { name: string; description: string; value: unknown }[];
}

const TAGS: Record<number, string> = {
  270: 'Image Description',
  271: 'Make',
  272: 'Model',
  274: 'Orientation',
  282: 'X Resolution',
  283: 'Y Resolution',
  296: 'Resolution Unit',
  305: 'Software',
  306: 'Date/Time',
};
const SUB_TAGS: Record<number, string> = {
  33434: 'Exposure Time',
  33437: 'F-Number',
  34855: 'ISO Speed Ratings',
  36867: 'Date/Time Original',
  37386: 'Focal Length',
  40962: 'Exif Image Width',
  40963: 'Exif Image Height',
};
const GPS_TAGS: Record<number, string> = {
  1: 'GPS Latitude Ref',
  2: 'GPS Latitude',
  3: 'GPS Longitude Ref',
  4: 'GPS Longitude',
  5: 'GPS Altitude Ref',
  6: 'GPS Altitude',
};
const SUB_DIRECTORY = 0x8769;
const GPS_DIRECTORY = 0x8825;
const SIZES: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };

/** The EXIF metadata of a JPEG by directory; null for a file without. */
export function exifInfo(bytes: Buffer): ExifDirectory[] | null {
  try {
    const at = exifStart(bytes);
    return at === null ? null : directories(bytes.subarray(at));
  } catch (error) {
    // A photo that is cut off or broken has no metadata to show.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The rotation that the metadata asks for: `orientationInfo` of an attachment. */
export function orientationOf(
  exif: ExifDirectory[] | null,
): { id: number; rotation: number; mirrored: boolean } | null {
  const tag = exif?.flatMap((one) => one.tags).find((one) => one.name === 'Orientation');
  const id = Number(tag?.value);
  if (!(id >= 1 && id <= 8)) return null;
  const rotation = [0, 0, 180, 180, 90, 90, 270, 270][id - 1] ?? 0;
  return { id, rotation, mirrored: [2, 4, 5, 7].includes(id) };
}

/** Where the TIFF part begins; null without one. */
function exifStart(bytes: Buffer): number | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    const length = bytes.readUInt16BE(at + 2);
    if (marker === 0xe1 && bytes.toString('latin1', at + 4, at + 8) === 'Exif') return at + 10;
    if (marker === 0xda) return null;
    at += 2 + length;
  }
  return null;
}

function directories(tiff: Buffer): ExifDirectory[] {
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number) => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const found: ExifDirectory[] = [];
  const read = (at: number, name: string, names: Record<number, string>): void => {
    const tags: ExifDirectory['tags'] = [];
    const below: [number, string, Record<number, string>][] = [];
    for (let index = 0; index < short(at); index += 1) {
      const entry = at + 2 + index * 12;
      const [tag, type, count] = [short(entry), short(entry + 2), long(entry + 4)];
      const size = (SIZES[type] ?? 1) * count;
      const value = readValue(type, count, size <= 4 ? entry + 8 : long(entry + 8));
      if (tag === SUB_DIRECTORY) below.push([long(entry + 8), 'Exif SubIFD', SUB_TAGS]);
      else if (tag === GPS_DIRECTORY) below.push([long(entry + 8), 'GPS', GPS_TAGS]);
      else if (names[tag] !== undefined)
        tags.push({ name: names[tag] ?? '', description: String(value), value });
    }
    found.push({ name, tags });
    for (const [where, title, own] of below) read(where, title, own);
  };
  const readValue = (type: number, count: number, at: number): unknown => {
    if (type === 2) return tiff.toString('latin1', at, at + count).replace(/\0+$/, '');
    const one = (index: number): number => {
      if (type === 3) return short(at + index * 2);
      if (type === 5 || type === 10) return long(at + index * 8) / (long(at + index * 8 + 4) || 1);
      return type === 4 || type === 9 ? long(at + index * 4) : (tiff[at + index] ?? 0);
    };
    const values = Array.from({ length: Math.min(count, 16) }, (_, index) => one(index));
    return values.length === 1 ? values[0] : values;
  };
  read(long(4), 'Exif IFD0', TAGS);
  return found;
}

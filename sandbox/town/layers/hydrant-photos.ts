import { hydrantPhoto } from '../pictures/photos.js';
import { Random } from '../random.js';
import type { Attachment, Row } from './plan.js';

/** A photo on every fourteenth hydrant. */
export function hydrantAttachments(rows: Row[]): Attachment[] {
  return rows
    .filter((_, index) => index % 14 === 3)
    .map((row, index) => ({
      row: String(row.attributes.GlobalID),
      name: `hydrant ${row.attributes.hydrant_no}.png`,
      contentType: 'image/png',
      keywords: '',
      bytes: hydrantPhoto(index),
    }));
}

/** What inspectors took: one or two photos and sometimes a note, each under the question of the form that asked for it. */
export function inspectionAttachments(rows: Row[]): Attachment[] {
  const random = new Random(103);
  return rows
    .filter((_, index) => index % 21 === 5)
    .flatMap((row, index) => {
      const globalId = String(row.attributes.GlobalID);
      const photo = (name: string, keywords: string, number: number): Attachment => ({
        row: globalId,
        name,
        contentType: 'image/png',
        keywords,
        bytes: hydrantPhoto(number),
      });
      const found = [photo('before.png', 'photo_before', 100 + index)];
      if (random.chance(0.5)) found.push(photo('after – nachher.png', 'photo_after', 200 + index));
      if (random.chance(0.3)) {
        const note = `Visit ${index + 1}\r\nValve opened by hand; çok sıkı.\r\n`;
        found.push({
          row: globalId,
          name: 'note.txt',
          contentType: 'text/plain',
          keywords: 'field_note',
          bytes: Buffer.from(note, 'utf8'),
        });
      }
      return found;
    });
}

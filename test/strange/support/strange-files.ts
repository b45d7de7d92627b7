import { addRows, field, hostedService, layer } from '../../features/town-services.js';
import {
  attachFile,
  attachmentsOf,
  label,
  removeFile,
  rowsOf,
  type StrangeLayer,
  withoutGlobalIds,
} from './strange-layer.js';

/** Layers with unusual attachments. */
export const STRANGE_FILES: StrangeLayer[] = [
  {
    name: 'without GlobalIDs, with equal rows, one of which gets the attachment of another',
    async make(portal) {
      const made = await hostedService(portal, 'Plain', [
        withoutGlobalIds(
          layer(0, 'Plain', 'Point', [label, field('NO', 'Integer')], { hasAttachments: true }),
        ),
      ]);
      const rows = rowsOf(8).map(({ geometry = null }, n) => ({
        attributes: { LABEL: `row ${n % 3}`, NO: n % 2 },
        geometry,
      }));
      const ids = await addRows(portal, `${made.url}/0`, rows, false);
      for (const [n, content] of ['one', 'two', 'one'].entries())
        await attachFile(portal, `${made.url}/0/${ids[n]}`, { name: 'note.txt', content });
      return made;
    },
    edits: [
      async (portal, url) => {
        const [info] = await attachmentsOf(portal, `${url}/0/1`);
        await removeFile(portal, `${url}/0/1`, Number(info?.id));
        await attachFile(portal, `${url}/0/5`, { name: 'note.txt', content: 'one' });
      },
    ],
  },
  {
    name: 'whose attachments have the same names, no bytes, signs in their names; one is replaced by another of its name and size',
    async make(portal) {
      const made = await hostedService(portal, 'Files', [
        layer(0, 'Files', 'Point', [label], { hasAttachments: true }),
      ]);
      const ids = await addRows(portal, `${made.url}/0`, rowsOf(6));
      const put = (n: number, name: string, content: string, keywords = ''): Promise<void> =>
        attachFile(portal, `${made.url}/0/${ids[n]}`, { name, content, keywords });
      await put(0, 'nothing.bin', '');
      await put(0, '📷 photo.txt', 'aa', 'front,day');
      for (const content of ['1', '2', '3']) await put(1, 'same.txt', content);
      await put(1, 'same.txt', '1', 'other');
      await put(2, 'a b;c ä,ö.txt', 'q', 'ä,ö&r=1');
      for (let n = 0; n < 6; n += 1)
        for (const name of ['a.txt', 'b.txt']) await put(n, name, `${name} of ${n}`);
      return made;
    },
    edits: [
      async (portal, url) => {
        const [first] = await attachmentsOf(portal, `${url}/0/2`);
        await removeFile(portal, `${url}/0/2`, Number(first?.id));
        await attachFile(portal, `${url}/0/2`, { name: 'same.txt', content: '4' });
      },
      async (portal, url) => {
        const one = (await attachmentsOf(portal, `${url}/0/4`)).find(({ name }) => name === 'b.txt');
        await removeFile(portal, `${url}/0/4`, Number(one?.id));
        await attachFile(portal, `${url}/0/4`, { name: 'b.txt', content: 'B.txt of 3' });
      },
    ],
  },
  {
    name: 'whose attachments come in pages',
    switches: { attachmentPage: 4 },
    async make(portal) {
      const made = await hostedService(portal, 'Pages', [
        layer(0, 'Pages', 'Point', [label], { hasAttachments: true }),
      ]);
      const ids = await addRows(portal, `${made.url}/0`, rowsOf(7));
      for (const id of ids)
        for (let n = 0; n < id % 6; n += 1)
          await attachFile(portal, `${made.url}/0/${id}`, { name: `${n % 2}.txt`, content: `${id} ${n}` });
      return made;
    },
    edits: [
      async (portal, url) =>
        removeFile(portal, `${url}/0/5`, Number((await attachmentsOf(portal, `${url}/0/5`))[2]?.id)),
    ],
  },
];

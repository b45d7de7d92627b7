import {
  addRows,
  addToDefinition,
  field,
  guid,
  hostedService,
  type Json,
  layer,
  updateDefinition,
} from '../../features/town-services.js';
import { label, point, rowsOf, type StrangeLayer, update, withoutGlobalIds } from './strange-layer.js';

const unique = {
  indexes: [{ name: 'ux_label', fields: 'LABEL', isUnique: true, isAscending: true, description: '' }],
};

/** Services of an unusual make. */
export const STRANGE_SERVICES: StrangeLayer[] = [
  {
    name: 'that gives one row at a time, with gaps between them',
    async make(portal) {
      const made = await hostedService(portal, 'Slow', [layer(0, 'Slow', 'Point', [label])], {
        service: { maxRecordCount: 1 },
      });
      await addRows(portal, `${made.url}/0`, rowsOf(30));
      await portal.write(`${made.url}/0/deleteFeatures`, { objectIds: '3,4,5,6,7,8,9,10,30' });
      return made;
    },
    edits: [(portal, url) => portal.write(`${url}/0/deleteFeatures`, { objectIds: '1' })],
  },
  {
    name: 'of tables alone, in another order than their ids, one without rows',
    renumbered: true,
    async make(portal) {
      const made = await hostedService(portal, 'Tables', [
        layer(4, 'Four', null, [label]),
        layer(2, 'Two', null, [label]),
      ]);
      await addRows(
        portal,
        `${made.url}/4`,
        rowsOf(2).map(({ attributes }) => ({ attributes })),
      );
      return made;
    },
    edits: [
      (portal, url) =>
        addRows(
          portal,
          `${url}/2`,
          rowsOf(1).map(({ attributes }) => ({ attributes })),
        ),
    ],
  },
  {
    name: 'whose ObjectID is the last field and called FID',
    async make(portal) {
      const own = layer(0, 'Late', 'Point', [label]);
      const [id, ...others] = own.fields as Json[];
      const made = await hostedService(portal, 'Late', [
        { ...own, fields: [...others, { ...id, name: 'FID' }], objectIdField: 'FID' },
      ]);
      await addRows(portal, `${made.url}/0`, rowsOf(5));
      return made;
    },
    edits: [(portal, url) => portal.write(`${url}/0/deleteFeatures`, { objectIds: '2' })],
  },
  {
    name: 'with a unique index, whose values change places or pass to a new row',
    async make(portal) {
      const made = await hostedService(portal, 'Unique', [
        layer(0, 'Unique', null, [label], unique),
        withoutGlobalIds(layer(1, 'Bare', null, [label], unique)),
      ]);
      await addRows(
        portal,
        `${made.url}/0`,
        rowsOf(4).map(({ attributes }) => ({ attributes })),
      );
      await addRows(
        portal,
        `${made.url}/1`,
        rowsOf(4).map(({ attributes: { LABEL } }) => ({ attributes: { LABEL } })),
        false,
      );
      return made;
    },
    edits: [
      async (portal, url) => {
        for (const [OBJECTID, LABEL] of [
          [1, 'meanwhile'],
          [2, 'row 0'],
          [1, 'row 1'],
        ])
          await update(portal, `${url}/0`, [{ attributes: { OBJECTID, LABEL } }]);
      },
      async (portal, url) => {
        for (const id of [0, 1]) await portal.write(`${url}/${id}/deleteFeatures`, { objectIds: '4' });
        await addRows(portal, `${url}/0`, [{ attributes: { GlobalID: guid(), LABEL: 'row 3' } }]);
        await addRows(
          portal,
          `${url}/1`,
          [{ attributes: { LABEL: 'row 3' } }, { attributes: { LABEL: 'row 9' } }],
          false,
        );
      },
    ],
  },
  {
    name: 'whose layers are called the same, and one of which gets another name',
    async make(portal) {
      const made = await hostedService(portal, 'Names', [
        layer(0, 'Name', 'Point', [label]),
        layer(1, 'Name', null, [label]),
      ]);
      await addRows(portal, `${made.url}/0`, rowsOf(2));
      return made;
    },
    edits: [
      (portal, url) => updateDefinition(portal, `${url}/0`, { name: 'Another name' }),
      (portal, url) => updateDefinition(portal, `${url}/1`, { name: 'NAME' }),
    ],
  },
  {
    name: 'that gets another layer, other fields and longer texts',
    async make(portal) {
      const made = await hostedService(portal, 'Growing', [layer(0, 'First', 'Point', [label])]);
      await addRows(portal, `${made.url}/0`, rowsOf(2));
      return made;
    },
    edits: [
      (portal, url) =>
        addToDefinition(portal, url, {
          layers: [
            layer(1, 'Second', 'Point', [
              label,
              field('NO', 'Integer', { nullable: false, defaultValue: 3 }),
            ]),
          ],
          tables: [],
        }),
      async (portal, url) => {
        await updateDefinition(portal, `${url}/0`, {
          fields: [{ name: 'LABEL', length: 200, alias: 'Läbel' }],
        });
        await addToDefinition(portal, `${url}/0`, { fields: [field('EXTRA', 'Integer')] });
        await addRows(portal, `${url}/0`, [
          { attributes: { GlobalID: guid(), LABEL: 'x'.repeat(190), EXTRA: 5 }, geometry: point(5) },
        ]);
      },
    ],
  },
];

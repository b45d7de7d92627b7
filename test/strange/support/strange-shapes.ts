import { addRows, hostedService, layer } from '../../features/town-services.js';
import { label, point, rowsOf, type StrangeLayer, shaped, update } from './strange-layer.js';

/** Layers with unusual shapes. */
export const STRANGE_SHAPES: StrangeLayer[] = [
  {
    name: 'with shapes of every kind, without Z where there should be one, empty, or none, and ids with gaps',
    renumbered: true,
    async make(portal) {
      const made = await hostedService(portal, 'Shapes', [
        layer(0, 'Points', 'Point', [label], { hasZ: true, hasM: true }),
        layer(3, 'Groups', 'Multipoint', [label], { hasZ: true }),
        layer(7, 'Lines', 'Polyline', [label], { hasZ: true, hasM: true }),
        layer(9, 'Areas', 'Polygon', [label]),
      ]);
      const { x, y } = point(0);
      await addRows(
        portal,
        `${made.url}/0`,
        shaped([
          { x, y, z: 1, m: 2 },
          { x, y, z: 'NaN', m: 'NaN' },
          { x, y, z: null, m: null },
          null,
          { x: 'NaN', y: 'NaN' },
        ]),
      );
      await addRows(
        portal,
        `${made.url}/3`,
        shaped([
          {
            hasZ: true,
            points: [
              [x, y, 1],
              [x, 1, 2],
            ],
          },
          { points: [] },
          null,
        ]),
      );
      await addRows(
        portal,
        `${made.url}/7`,
        shaped([
          {
            hasZ: true,
            hasM: true,
            paths: [
              [
                [x, y, 1, 2],
                [x, 1, 2, null],
              ],
              [
                [1, y, 1, 2],
                [2, y, 2, 9],
              ],
            ],
          },
          { paths: [] },
          null,
        ]),
      );
      const [outer, hole, island] = [
        [
          [0, 0],
          [0, 9],
          [9, 9],
          [9, 0],
          [0, 0],
        ],
        [
          [1, 1],
          [2, 1],
          [2, 2],
          [1, 2],
          [1, 1],
        ],
        [
          [20, 0],
          [20, 9],
          [29, 9],
          [29, 0],
          [20, 0],
        ],
      ];
      await addRows(
        portal,
        `${made.url}/9`,
        shaped([{ rings: [outer, hole] }, { rings: [] }, null, { rings: [outer, island] }]),
      );
      return made;
    },
    edits: [
      (portal, url) =>
        update(portal, `${url}/9`, [
          {
            attributes: { OBJECTID: 1 },
            geometry: {
              rings: [
                [
                  [0, 0],
                  [0, 5],
                  [5, 5],
                  [0, 0],
                ],
              ],
            },
          },
        ]),
    ],
  },
  {
    name: 'with true curves',
    switches: { trueCurves: true },
    async make(portal) {
      const made = await hostedService(portal, 'Curves', [
        layer(0, 'Lines', 'Polyline', [label]),
        layer(1, 'Areas', 'Polygon', [label]),
      ]);
      const arcs = [
        [0, 0],
        {
          c: [
            [6, 0],
            [3, 3],
          ],
        },
        [9, 0],
        {
          b: [
            [12, 0],
            [10, 2],
            [11, -2],
          ],
        },
      ];
      await addRows(
        portal,
        `${made.url}/0`,
        shaped([
          { curvePaths: [arcs] },
          {
            paths: [
              [
                [0, 0],
                [1, 1],
              ],
            ],
          },
        ]),
      );
      await addRows(
        portal,
        `${made.url}/1`,
        shaped([
          {
            curveRings: [
              [
                [0, 0],
                {
                  c: [
                    [10, 0],
                    [5, 5],
                  ],
                },
                [5, -5],
                [0, 0],
              ],
            ],
          },
        ]),
      );
      return made;
    },
    edits: [
      (portal, url) =>
        update(portal, `${url}/0`, [
          {
            attributes: { OBJECTID: 2 },
            geometry: {
              curvePaths: [
                [
                  [0, 0],
                  {
                    c: [
                      [6, 0],
                      [3, 1],
                    ],
                  },
                ],
              ],
            },
          },
        ]),
    ],
  },
  {
    name: 'in a spatial reference that has no number',
    async make(portal) {
      const wkt =
        'PROJCS["Own",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",9.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]';
      const extent = { xmin: 0, ymin: 0, xmax: 1e6, ymax: 1e7, spatialReference: { wkt } };
      const made = await hostedService(
        portal,
        'Own_system',
        [layer(0, 'Own', 'Point', [label], { extent })],
        { service: { spatialReference: { wkt }, initialExtent: extent } },
      );
      await addRows(portal, `${made.url}/0`, shaped([{ x: 561_000.123, y: 5_931_000.567 }]));
      return made;
    },
  },
  {
    name: 'whose shapes nobody may change',
    targetSwitches: { lockGeometry: true },
    async make(portal) {
      const made = await hostedService(portal, 'Fixed', [layer(0, 'Fixed', 'Point', [label])], {
        service: { allowGeometryUpdates: false },
      });
      await addRows(portal, `${made.url}/0`, rowsOf(4));
      return made;
    },
    edits: [
      (portal, url) =>
        update(portal, `${url}/0`, [{ attributes: { OBJECTID: 2, LABEL: 'moved' }, geometry: point(77) }]),
    ],
  },
];

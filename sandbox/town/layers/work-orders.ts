import { link } from '../links.js';
import { popup } from '../popups.js';
import { Random } from '../random.js';
import { buildLayer } from './build-layer.js';
import { codes, date, double, guid, range, small, text, whole } from './fields.js';
import type { Row, ServicePlan } from './plan.js';

const orderTable = buildLayer({
  id: 0,
  name: 'Work Orders',
  displayField: 'order_no',
  description: 'What was ordered, from whom, and what became of it.',
  fields: [
    whole('order_no', { alias: 'Order', nullable: false }),
    text('asset_no', 12, { alias: 'Asset' }),
    text('status', 8, {
      alias: 'State',
      domain: codes('OrderState', { open: 'Open', waiting: 'Waiting', done: 'Done' }),
      defaultValue: 'open',
    }),
    small('priority', { alias: 'Priority', domain: range('Priority', 1, 5), defaultValue: 3 }),
    date('ordered', { alias: 'Ordered' }),
    date('finished', { alias: 'Finished' }),
    double('hours', { alias: 'Hours' }),
    double('cost_eur', { alias: 'Cost (€)' }),
    text('contractor', 100, { alias: 'Contractor' }),
    text('task', 500, { alias: 'Task' }),
    guid('batch', { alias: 'Batch' }),
  ],
  more: { minScale: 0, maxScale: 0 },
});

/** A service that has no layer, only a table. */
export function workOrders(): ServicePlan {
  return {
    key: 'workOrders',
    type: 'Feature Service',
    title: 'Work Orders',
    serviceName: 'Larkmoor_Work_Orders',
    owner: 'petra_quill',
    folder: 'Office',
    snippet: 'Orders to contractors; a table without a map.',
    description: (town) =>
      `<p>Pop-ups of ${link(town, 'hydrants', 'hydrants')} count the open ones. Budget: ${link(town, 'budget', 'workbook')}.</p>`,
    tags: ['orders', 'budget', 'contractors'],
    access: 'org',
    groups: [],
    categories: ['/Categories/Administration'],
    editorTracking: false,
    serviceDescription: 'Work orders',
    copyrightText: '',
    maxRecordCount: 500,
    layers: [{ definition: orderTable, rows: orderRows(), attachments: [] }],
    relationships: [],
    data: () => ({ tables: [{ id: 0, popupInfo: orderPopup() }] }),
  };
}

export function orderPopup(): Record<string, unknown> {
  return popup({
    title: 'Order {order_no}',
    fields: [
      { name: 'asset_no', label: 'Asset' },
      { name: 'status', label: 'State' },
      { name: 'priority', label: 'Priority', places: 0 },
      { name: 'ordered', label: 'Ordered', dateFormat: 'shortDate' },
      { name: 'cost_eur', label: 'Cost (€)', places: 2 },
      { name: 'task', label: 'Task' },
    ],
    expressions: [
      {
        name: 'rate',
        title: '€ per hour',
        expression: 'IIf($feature.hours > 0, $feature.cost_eur / $feature.hours, null)',
      },
    ],
  });
}

function orderRows(): Row[] {
  const random = new Random(801);
  return Array.from({ length: 640 }, (_, index) => {
    const ordered = random.date('2023-01-02', '2025-10-20');
    const done = random.chance(0.6);
    const hours = random.chance(0.1) ? null : Math.round(random.between(0.25, 90) * 4) / 4;
    return {
      attributes: {
        order_no: 4000 + index,
        asset_no: random.chance(0.15)
          ? null
          : `H-${String(random.whole(0, 16)).padStart(2, '0')}${String(random.whole(0, 12)).padStart(2, '0')}`,
        status: done ? 'done' : random.pick(['open', 'waiting']),
        priority: random.whole(1, 5),
        ordered,
        finished: done ? ordered + random.whole(1, 120) * 3_600_000 : null,
        hours,
        cost_eur: hours === null ? null : hours * 61.7 + random.next() / 3,
        contractor: random.chance(0.1) ? null : random.pick(contractors),
        task: random.pick(tasks),
        batch: random.chance(0.5) ? null : random.guid(),
      },
    };
  });
}

const contractors = [
  'Rohrbau Weiß GmbH',
  "O'Malley & Daughters",
  'Société Générale des Eaux',
  '三和建設',
  'Lark Digging',
] as const;
const tasks = [
  'Replace seal',
  'Dig up, look, close again',
  'Farbe ausbessern (RAL 3000)',
  'Contrôle annuel – "urgent"',
  'Paint; then <b>photograph</b> & file',
] as const;

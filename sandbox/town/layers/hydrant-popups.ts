import { contentOf, link } from '../links.js';
import { image, popup } from '../popups.js';
import type { Town } from '../town.js';

type Json = Record<string, unknown>;

/** Pop-up of a hydrant: its state in words, its open work orders from another item, its picture and links. */
export function hydrantPopup(town: Town): Json {
  return popup({
    title: 'Hydrant {hydrant_no}',
    text: `<p>{expression/age}. Rules are in the ${link(town, 'handbook', 'handbook')}.</p>`,
    fields: [
      { name: 'hydrant_no', label: 'Number' },
      { name: 'status', label: 'State', editable: true },
      { name: 'outlets', label: 'Outlets', places: 0 },
      { name: 'flow_lpm', label: 'Flow (l/min)', places: 1 },
      { name: 'pressure_bar', label: 'Pressure (bar)', places: 2 },
      { name: 'last_flushed', label: 'Last flushed', dateFormat: 'shortDateShortTime' },
    ],
    expressions: [
      {
        name: 'age',
        title: 'Age',
        expression: [
          'if (IsEmpty($feature.installed_year)) return "Age unknown";',
          'return Text(Year(Today()) - $feature.installed_year) + " years old";',
        ].join('\n'),
      },
      {
        name: 'orders',
        title: 'Open work orders',
        expression: [
          `var portal = Portal("${town.portal}");`,
          `var orders = FeatureSetByPortalItem(portal, "${town.id('workOrders')}", 0, ["asset_no", "status"], false);`,
          'var number = $feature.hydrant_no;',
          'return Count(Filter(orders, "asset_no = @number AND status <> \'done\'"));',
        ].join('\n'),
      },
    ],
    media: [image('Town seal', contentOf(town, 'seal'), town.page('seal'))],
    attachments: true,
    related: true,
  });
}

export function inspectionPopup(town: Town): Json {
  return popup({
    title: 'Visit of {visited}',
    text: `<p>Report template: ${link(town, 'inspectionReport', 'inspection report')}</p>`,
    fields: [
      { name: 'inspector', label: 'Inspector', editable: true },
      { name: 'result', label: 'Result', editable: true },
      { name: 'static_bar', label: 'Static pressure', places: 1 },
      { name: 'remarks', label: 'Remarks', editable: true },
      { name: 'relationships/0/hydrant_no', label: 'Hydrant' },
    ],
    expressions: [
      {
        name: 'hydrant',
        title: 'Hydrant',
        expression:
          'First(FeatureSetByRelationshipName($feature, "Hydrant", ["hydrant_no"], false)).hydrant_no',
      },
    ],
    attachments: true,
  });
}

/** The form by which field apps edit a hydrant. */
export function hydrantForm(): Json {
  return {
    title: 'Hydrant {hydrant_no}',
    description: '',
    expressionInfos: [
      {
        name: 'expr/is-out',
        title: 'Out of service',
        expression: '$feature.status == "out"',
        returnType: 'boolean',
      },
    ],
    formElements: [
      {
        type: 'field',
        fieldName: 'hydrant_no',
        label: 'Number',
        inputType: { type: 'text-box', maxLength: 12 },
      },
      {
        type: 'field',
        fieldName: 'status',
        label: 'State',
        inputType: { type: 'radio-buttons', showNoValueOption: false },
      },
      {
        type: 'group',
        label: 'Measured',
        initialState: 'expanded',
        formElements: [
          { type: 'field', fieldName: 'flow_lpm', label: 'Flow (l/min)', inputType: { type: 'text-box' } },
          { type: 'field', fieldName: 'pressure_bar', label: 'Pressure', inputType: { type: 'text-box' } },
        ],
      },
      {
        type: 'field',
        fieldName: 'location_note',
        label: 'Where exactly',
        visibilityExpression: 'expr/is-out',
        inputType: { type: 'text-area', maxLength: 400 },
      },
    ],
  };
}

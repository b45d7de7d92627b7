import type { PortalKind } from '../../profiles/profile.js';
import type { EditFields, Field, LayerDefinition } from '../layer-definition.js';
import { normaliseField } from './normalise-field.js';

const NAMES: Record<PortalKind, EditFields> = {
  online: {
    creationDateField: 'CreationDate',
    creatorField: 'Creator',
    editDateField: 'EditDate',
    editorField: 'Editor',
  },
  enterprise: {
    creationDateField: 'created_date',
    creatorField: 'created_user',
    editDateField: 'last_edited_date',
    editorField: 'last_edited_user',
  },
};

/** The fields of editor tracking that a layer lacks, under the names that the portal gives them, and their roles. */
export function editorFields(
  layer: Pick<LayerDefinition, 'fields'>,
  kind: PortalKind,
): { added: Field[]; info: EditFields } {
  const added: Field[] = [];
  const info = { ...NAMES[kind] };
  for (const role of Object.keys(info) as (keyof EditFields)[]) {
    const name = info[role];
    const existing = layer.fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
    if (existing) {
      info[role] = existing.name;
      continue;
    }
    const isDate = role.endsWith('DateField');
    added.push(
      normaliseField({
        name,
        type: isDate ? 'esriFieldTypeDate' : 'esriFieldTypeString',
        alias: name,
        length: isDate ? 8 : 128,
        editable: false,
        nullable: true,
      }),
    );
  }
  return { added, info };
}

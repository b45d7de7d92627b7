type Json = Record<string, unknown>;

interface PopupField {
  name: string;
  label: string;
  visible?: boolean;
  editable?: boolean;
  /** Decimal places of a number. */
  places?: number;
  dateFormat?: string;
}

interface PopupOptions {
  title: string;
  fields: PopupField[];
  /** Html above the fields. */
  text?: string;
  expressions?: { name: string; title: string; expression: string }[];
  media?: Json[];
  attachments?: boolean;
  /** `relationships/<id>/<field>` columns of related rows. */
  related?: boolean;
}

/** A pop-up as current map viewers write it: elements in order, beside the older properties that other clients read. */
export function popup(options: PopupOptions): Json {
  const fieldInfos = [...options.fields.map(fieldInfo), ...(options.expressions ?? []).map(expressionField)];
  const media = options.media ?? [];
  return {
    title: options.title,
    description: options.text ?? '',
    fieldInfos,
    expressionInfos: (options.expressions ?? []).map((one) => ({ ...one, returnType: 'string' })),
    mediaInfos: media,
    showAttachments: options.attachments ?? false,
    popupElements: [
      ...(options.text ? [{ type: 'text', text: options.text }] : []),
      { type: 'fields', fieldInfos },
      ...(media.length > 0 ? [{ type: 'media', mediaInfos: media }] : []),
      ...(options.attachments ? [{ type: 'attachments', displayType: 'auto' }] : []),
      ...(options.related
        ? [{ type: 'relationship', relationshipId: 0, displayCount: 3, displayType: 'list' }]
        : []),
    ],
  };
}

/** A picture in a pop-up, shown from one address and linked to another. */
export function image(title: string, source: string, link: string): Json {
  return {
    type: 'image',
    title,
    caption: '',
    refreshInterval: 0,
    value: { sourceURL: source, linkURL: link },
  };
}

/** A column chart of fields in a pop-up. */
export function chart(title: string, fields: string[]): Json {
  return {
    type: 'columnchart',
    title,
    caption: '',
    value: { fields, normalizeField: null, tooltipField: null },
  };
}

function fieldInfo({ name, label, visible, editable, places, dateFormat }: PopupField): Json {
  return {
    fieldName: name,
    label,
    visible: visible ?? true,
    isEditable: editable ?? false,
    stringFieldOption: 'textbox',
    tooltip: '',
    ...(places === undefined ? {} : { format: { places, digitSeparator: true } }),
    ...(dateFormat === undefined ? {} : { format: { dateFormat, timezone: 'utc' } }),
  };
}

function expressionField({ name, title }: { name: string; title: string }): Json {
  return { fieldName: `expression/${name}`, label: title, visible: true, isEditable: false };
}

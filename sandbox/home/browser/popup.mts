import type { DrawnLayer } from './feature-layer.mjs';
import type { Attributes, Field } from './web-map.mjs';

/** The panel that shows one feature. */
export class Popup {
  readonly #panel = document.createElement('section');
  readonly #map: HTMLElement;

  constructor(map: HTMLElement) {
    this.#map = map;
    this.#panel.className = 'card popup';
    this.#panel.hidden = true;
    this.#panel.setAttribute('role', 'dialog');
    this.#panel.setAttribute('aria-label', 'Feature');
    // What happens in the panel is not meant for the map.
    for (const name of ['pointerdown', 'click', 'dblclick', 'wheel', 'keydown'] as const) {
      this.#panel.addEventListener(name, (event) => event.stopPropagation());
    }
    this.#panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
    map.append(this.#panel);
  }

  close(): void {
    const had = this.#panel.contains(document.activeElement);
    this.#panel.hidden = true;
    if (had) this.#map.focus();
  }

  /** Shows a feature as the pop-up of its layer says, or with all its fields. */
  show(attributes: Attributes, layer: DrawnLayer, layerTitle: string): void {
    const close = element('button', '✕');
    close.type = 'button';
    close.setAttribute('aria-label', 'Close');
    close.addEventListener('click', () => this.close());
    const header = element('header');
    header.append(element('h2', titleOf(attributes, layer) || layerTitle), close);
    const table = element('table');
    for (const [label, value] of rowsOf(attributes, layer)) {
      const row = element('tr');
      const head = element('th', label);
      head.scope = 'row';
      row.append(head, element('td', value));
      table.append(row);
    }
    const text = plainText(filled(layer.popup?.description ?? '', attributes, layer));
    this.#panel.replaceChildren(
      header,
      element('p', layerTitle),
      ...(text === '' ? [] : [element('p', text)]),
      table,
    );
    this.#panel.querySelector('p')?.classList.add('note');
    this.#panel.hidden = false;
    close.focus();
  }

  /** Says that there is nothing. */
  none(): void {
    this.close();
  }
}

function titleOf(attributes: Attributes, layer: DrawnLayer): string {
  const given = layer.popup?.title;
  if (given) return plainText(filled(given, attributes, layer));
  return shown(attributes, layer.json.displayField ?? '', layer);
}

function rowsOf(attributes: Attributes, layer: DrawnLayer): [string, string][] {
  const infos =
    layer.popup?.popupElements?.find(({ type, fieldInfos }) => type === 'fields' && fieldInfos)?.fieldInfos ??
    layer.popup?.fieldInfos;
  const fields = infos
    ? infos
        .filter(({ visible }) => visible !== false)
        .map(({ fieldName, label }) => [fieldName, label] as const)
    : (layer.json.fields ?? []).map(({ name, alias }) => [name, alias] as const);
  return fields.map(([name, label]) => [label || name, shown(attributes, name, layer)]);
}

function filled(template: string, attributes: Attributes, layer: DrawnLayer): string {
  return template.replace(/\{([^{}]+)\}/g, (_, name: string) => shown(attributes, name, layer));
}

/** A value as people read it. Expressions are not computed here. */
function shown(attributes: Attributes, name: string, { json }: DrawnLayer): string {
  if (name.startsWith('expression/')) return '(expression)';
  if (name.startsWith('relationships/')) return '(related rows)';
  const field: Field | undefined = json.fields?.find((one) => one.name.toLowerCase() === name.toLowerCase());
  const value = attributes[field?.name ?? name];
  if (value === null || value === undefined) return '';
  const code = field?.domain?.codedValues?.find((one) => one.code === value);
  if (code) return code.name;
  if (field?.type === 'esriFieldTypeDate' && typeof value === 'number') {
    return new Date(value).toISOString().slice(0, 16).replace('T', ' ');
  }
  return typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 6 }) : String(value);
}

/** The words of a piece of markup. */
function plainText(markup: string): string {
  return (new DOMParser().parseFromString(markup, 'text/html').body.textContent ?? '').trim();
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

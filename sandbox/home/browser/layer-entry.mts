import { type Access, originOf, tokenFor } from './ask.mjs';
import type { DrawnLayer } from './feature-layer.mjs';
import { symbolPicture } from './symbol-style.mjs';

/** One line of the list of layers: a box to show it, where it draws from, its legend. */
export class LayerEntry {
  readonly item = document.createElement('li');
  readonly #box = document.createElement('input');
  readonly #state = document.createElement('span');
  readonly #access: Access;

  constructor(title: string, url: string | undefined, isVisible: boolean, access: Access) {
    this.#access = access;
    this.#box.type = 'checkbox';
    this.#box.checked = isVisible;
    this.#state.className = 'dim';
    const label = document.createElement('label');
    label.append(this.#box, title, this.#state);
    this.item.append(label);
    if (url !== undefined) {
      const origin = document.createElement('div');
      const whose = originOf(url, access);
      const looks = { 'this portal': 'here', 'the other portal': 'there', elsewhere: 'elsewhere' };
      origin.className = `origin where ${looks[whose]}`;
      origin.textContent = whose;
      origin.title = url;
      this.item.append(origin);
    }
  }

  get isVisible(): boolean {
    return this.#box.checked;
  }

  onChange(listener: () => void): void {
    this.#box.addEventListener('change', listener);
  }

  /** Says how many features there are, and how they are drawn. */
  done({ count, more, drawing }: DrawnLayer): void {
    this.#state.textContent = `${count}${more ? '+' : ''}`;
    const legend = document.createElement('div');
    legend.className = 'legend';
    for (const { label, symbol } of drawing.legend.slice(0, 40)) {
      const line = document.createElement('div');
      line.append(
        symbolPicture(symbol, (address) => tokenFor(address, this.#access)),
        label,
      );
      legend.append(line);
    }
    for (const note of drawing.notes) {
      const line = document.createElement('div');
      line.textContent = note;
      legend.append(line);
    }
    this.item.append(legend);
  }

  /** Says why nothing is drawn. */
  trouble(text: string, isFault = true): void {
    const line = document.createElement('div');
    line.className = isFault ? 'trouble' : 'legend';
    line.textContent = text;
    this.item.append(line);
    if (!isFault) this.#box.disabled = true;
  }

  /** Lines below this one. */
  add(entries: LayerEntry[]): void {
    const list = document.createElement('ul');
    list.append(...entries.map(({ item }) => item));
    this.item.append(list);
  }
}

import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Text in a colour, if standard output is a terminal that wants colours. */
export function colour(style: Style, text: string): string {
  const wanted = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  return wanted ? styleText(style, text) : text;
}

/** The text in a column of fixed width; what is too long ends in an ellipsis. */
export function column(text: string, width: number): string {
  const characters = [...text.replace(/\s+/g, ' ')];
  if (characters.length > width) return `${characters.slice(0, width - 1).join('')}…`;
  return characters.join('') + ' '.repeat(width - characters.length);
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** One change of a text: the characters from `start` to `end` become `text`. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** A text in some notation (JSON string, percent-encoding), decoded, with the way back. */
export interface TextView {
  text: string;
  /** For each character of `text`, and its end, where it begins in the notation. */
  offsets: number[];
  encode(text: string): string;
}

/** Applies edits that do not overlap and are in order. Returns the same string if there are none. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let end = 0;
  for (const edit of edits) {
    result += text.slice(end, edit.start) + edit.text;
    end = edit.end;
  }
  return end === 0 && edits.length === 0 ? text : result + text.slice(end);
}

/** The edit that turns one text into another, cut to what differs; none if nothing does. */
export function editBetween(from: string, to: string, offset: number): TextEdit[] {
  if (from === to) {
    return [];
  }
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from[start] === to[start]) {
    start++;
  }
  let tail = 0;
  while (tail < shorter - start && from[from.length - 1 - tail] === to[to.length - 1 - tail]) {
    tail++;
  }
  return [
    { start: offset + start, end: offset + from.length - tail, text: to.slice(start, to.length - tail) },
  ];
}

/** Edits of a view's text as edits of the text that the view was made of. */
export function editsOfView(view: TextView, edits: readonly TextEdit[], offset: number): TextEdit[] {
  return edits.map(({ start, end, text }) => ({
    start: offset + (view.offsets[start] ?? 0),
    end: offset + (view.offsets[end] ?? 0),
    text: view.encode(text),
  }));
}

import { visiblePieces } from './visible-text.ts';

/** Characters of one drawn row: a longer line goes on in the next, so that no row is endless. */
const ROW_CHARACTERS = 1_000;

/** One drawn row of a text: a line, or a part of a long one. */
export interface FileRow {
  /** 1-based. */
  line: number;
  /** Whether the line began in a row before. */
  goesOn: boolean;
  text: string;
}

export interface FileLines {
  rows: readonly FileRow[];
  /** Lines that were begun. */
  lines: number;
  crlf: number;
  /** Indices of rows that hold characters that would not be seen. */
  hidden: readonly number[];
  hiddenCount: number;
}

export const noLines: FileLines = { rows: [], lines: 0, crlf: 0, hidden: [], hiddenCount: 0 };

/** The rows with the next part of the text behind them. A line end of Windows is counted, not shown; other control characters are. */
export function appendText(before: FileLines, text: string): FileLines {
  if (text === '') return before;
  const rows = [...before.rows];
  const last = rows.pop();
  // What began before may go on here, and its last character may have been the first half of a line end.
  const [first = '', ...rest] = `${last?.text ?? ''}${text}`.split('\n');
  const start = { line: last?.line ?? 1, goesOn: last?.goesOn ?? false };
  const kept = { rows, hidden: before.hidden.filter((index) => index < rows.length), crlf: before.crlf };
  pushLine(kept, first, { ...start, isEnded: rest.length > 0 });
  rest.forEach((each, at) =>
    pushLine(kept, each, { line: start.line + at + 1, goesOn: false, isEnded: at < rest.length - 1 }),
  );
  const hidden = [...kept.hidden];
  for (let index = before.rows.length === 0 ? 0 : before.rows.length - 1; index < rows.length; index += 1)
    if (hiddenIn(rows[index]?.text ?? '') > 0) hidden.push(index);
  return {
    ...{ rows, hidden, crlf: kept.crlf, lines: start.line + rest.length },
    hiddenCount: hidden.reduce((sum, index) => sum + hiddenIn(rows[index]?.text ?? ''), 0),
  };
}

function pushLine(
  into: { rows: FileRow[]; crlf: number },
  whole: string,
  { line, goesOn, isEnded }: { line: number; goesOn: boolean; isEnded: boolean },
): void {
  const isWindows = isEnded && whole.endsWith('\r');
  if (isWindows) into.crlf += 1;
  const text = isWindows ? whole.slice(0, -1) : whole;
  if (text.length <= ROW_CHARACTERS) {
    into.rows.push({ line, goesOn, text });
    return;
  }
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + ROW_CHARACTERS);
    // A pair of surrogates is one character.
    if (end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1] ?? '')) end -= 1;
    into.rows.push({ line, goesOn: goesOn || at > 0, text: text.slice(at, end) });
    at = end;
  }
}

function hiddenIn(text: string): number {
  if (/^[\t\x20-\x7E]*$/.test(text)) return 0;
  return visiblePieces(text, { lines: true }).filter((piece) => 'hidden' in piece).length;
}

/** Indices of rows that hold the words, capitals aside. */
export function rowsWith(rows: readonly FileRow[], words: string): number[] {
  const sought = words.toLowerCase();
  if (sought === '') return [];
  return rows.flatMap(({ text }, index) => (text.toLowerCase().includes(sought) ? [index] : []));
}

/** The next of `places` after, or before, the one that is chosen, round and round. */
export function nextPlace(places: readonly number[], chosen: number | undefined, step: 1 | -1): number | undefined {
  if (places.length === 0) return undefined;
  if (chosen === undefined) return step === 1 ? places[0] : places.at(-1);
  const found = step === 1 ? places.find((each) => each > chosen) : places.findLast((each) => each < chosen);
  return found ?? (step === 1 ? places[0] : places.at(-1));
}

/** Index of the first row of a line; undefined while it is not there. */
export function rowOfLine(rows: readonly FileRow[], line: number): number | undefined {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.line ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return rows[low]?.line === line ? low : undefined;
}

export const encodingWords = { 'utf-8': 'UTF-8', 'utf-16le': 'UTF-16, low byte first', 'utf-16be': 'UTF-16' } as const;

export interface HexRow {
  /** Bytes from the start of the file. */
  offset: number;
  hex: string;
  text: string;
}

/** Bytes of one row: eight fit into the narrowest inspector. */
const HEX_ROW = 8;

/** Rows of a hex view: the bytes, and beside them those that are plain ASCII. */
export function hexRows(offset: number, hex: string): HexRow[] {
  const bytes = hex.match(/../g) ?? [];
  return Array.from({ length: Math.ceil(bytes.length / HEX_ROW) }, (_, row) => {
    const these = bytes.slice(row * HEX_ROW, (row + 1) * HEX_ROW);
    const text = these.map((each) => {
      const code = Number.parseInt(each, 16);
      return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·';
    });
    return { offset: offset + row * HEX_ROW, hex: these.join(' '), text: text.join('') };
  });
}

/** Bytes in words of at most four characters and a unit, by powers of 1,024. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let size = bytes / 1024;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

import type { AST } from 'toml-eslint-parser';
import type { Edit } from './splice.ts';
import { SpliceRefused } from './splice.ts';
import { bomLength, indentAt, isFirstOnLine, lineEnd, lineEndOf, lineStart, nextLine } from './text-style.ts';
import type { TomlHolder, TomlPlaces } from './toml-places.ts';

/** Adds a line at the end of a table, or after `sibling`; a comment behind that line stays where it is. */
export function appendLineIn(text: string, holder: TomlHolder, line: string, sibling?: AST.TOMLKeyValue): Edit {
  const last = sibling ?? holder.node.body.findLast((node) => node.type === 'TOMLKeyValue');
  const anchor = last ?? (holder.kind === 'table' ? holder.node.key : holder.node);
  const at = lineEnd(text, anchor.range[1]);
  const indent = indentAt(text, anchor.range[0]);
  return { start: at, end: at, text: lineEndOf(text) + indent + line };
}

/** Adds a line above every table: after the last such line, else at the very top. */
export function addTopLine(text: string, places: TomlPlaces, line: string): Edit {
  const top = places.entries.findLast((entry) => entry.holder.kind === 'top');
  if (top !== undefined) return appendLineIn(text, top.holder, line, top.node);
  const eol = lineEndOf(text);
  const hasTables = places.holders.some((holder) => holder.kind === 'table');
  if (!hasTables) return atEnd(text, '', line);
  const at = bomLength(text);
  return { start: at, end: at, text: line + eol + (/^\r?\n/.test(text.slice(at)) ? '' : eol) };
}

/** A table of its own at the end, set off by one blank line; a missing final newline stays missing. */
export function addTableAtEnd(text: string, header: string, lines: readonly string[]): Edit {
  const eol = lineEndOf(text);
  const body = text.slice(bomLength(text));
  const isSetOff = body.trim() === '' || /\n[ \t]*\r?\n$/.test(body);
  return atEnd(text, isSetOff ? '' : eol, [header, ...lines].join(eol));
}

function atEnd(text: string, gap: string, block: string): Edit {
  const eol = lineEndOf(text);
  const body = text.slice(bomLength(text));
  const isLineOpen = body !== '' && !body.endsWith('\n');
  const inserted = (isLineOpen ? eol : '') + gap + block + (isLineOpen ? '' : eol);
  return { start: text.length, end: text.length, text: inserted };
}

/** Takes a key and its value out; a comment behind it stays. */
export function removeLine(text: string, node: AST.TOMLKeyValue): Edit {
  const [start, end] = node.range;
  const rest = text.slice(end, nextLine(text, end));
  if (isFirstOnLine(text, start) && rest.trim() === '') {
    return { start: lineStart(text, start), end: end + rest.length, text: '' };
  }
  const spaces = /^[ \t]*/.exec(rest)?.[0].length ?? 0;
  return { start, end: end + spaces, text: '' };
}

/** Takes a table out with the blank line before it. Throws SpliceRefused when it holds comments that are not to be kept. */
export function removeBlock(text: string, places: TomlPlaces, table: AST.TOMLTable, areCommentsKept: boolean): Edit {
  const lastLine = table.body.at(-1)?.range[1] ?? table.key.range[1];
  const start = lineStart(text, table.range[0]);
  const end = nextLine(text, lastLine);
  const comments = places.comments.filter(({ range }) => range[0] >= start && range[1] <= end);
  if (comments.length > 0) {
    const lines = comments.map(({ range }) => text.slice(...range) + lineEndOf(text));
    if (areCommentsKept) return { start, end, text: lines.join('') };
    throw new SpliceRefused('The table holds comments by now, so it is not removed.');
  }
  const gap = /(?:^|\n)([ \t]*\r?\n)$/.exec(text.slice(0, start))?.[1] ?? '';
  const isFollowedByGap = end === text.length || /^[ \t]*\r?\n/.test(text.slice(end));
  return { start: isFollowedByGap ? start - gap.length : start, end, text: '' };
}

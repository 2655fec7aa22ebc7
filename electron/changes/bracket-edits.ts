import type { Edit } from './splice.ts';
import { indentAt, isFirstOnLine, lineStart, nextLine } from './text-style.ts';

export interface Span {
  start: number;
  end: number;
}

export interface CommentSpan extends Span {
  /** Runs to the end of its line, so nothing can follow it there. */
  isLine: boolean;
}

/** An object, array or inline table: what stands between two brackets, comma-separated. */
export interface Bracketed {
  /** Offsets of the two brackets themselves. */
  open: number;
  close: number;
  children: readonly Span[];
  /** Of the whole document. */
  comments: readonly CommentSpan[];
  lineEnd: string;
  /** What an empty pair of brackets becomes. */
  whenEmpty: { layout: 'lines'; unit: string } | { layout: 'flat'; padding: string };
  /** What stands after a comma on one line when no sibling tells. */
  afterComma: string;
  /** Whether the order of the children means something. */
  isList: boolean;
}

/** How the new child is to be written: after `indent` on a line of its own, or on the line it is on. */
export type Layout = { kind: 'lines'; indent: string } | { kind: 'flat' };

/**
 * Adds a child without moving any comment: after the last child and its comments. A comment that follows the last
 * child where no comma does stays with it: in an object the new child then comes first, in a list the comma is
 * put between the two.
 */
export function insertChild(text: string, within: Bracketed, render: (layout: Layout) => string): Edit[] {
  const last = within.children.at(-1);
  if (last === undefined) return [fillEmpty(text, within, render)];
  const trailing = commentsBetween(within, last.end, within.close);
  const comma = commaAfter(text, within, last.end);
  if (comma === undefined && trailing.length > 0 && !within.isList) return [insertFirst(text, within, render)];
  const at = Math.max(comma === undefined ? last.end : comma + 1, trailing.at(-1)?.end ?? 0);
  const mustBreak = trailing.some((comment) => comment.isLine);
  const layout = layoutOf(text, last, mustBreak);
  const gap = layout.kind === 'lines' ? within.lineEnd + layout.indent : flatGap(text, within);
  const entry = gap + render(layout);
  if (comma !== undefined) return [{ start: at, end: at, text: `${entry},` }];
  if (at === last.end) return [{ start: at, end: at, text: `,${entry}` }];
  return [
    { start: last.end, end: last.end, text: ',' },
    { start: at, end: at, text: entry },
  ];
}

/** Removes children with their commas; lines left empty go, every comment stays. */
export function removeChildren(text: string, within: Bracketed, indexes: ReadonlySet<number>): Edit[] {
  const { children } = within;
  const commas = children.map((child) => commaAfter(text, within, child.end));
  const lastKept = children.findLastIndex((_child, index) => !indexes.has(index));
  const edits: Edit[] = [];
  for (const [index, child] of children.entries()) {
    if (!indexes.has(index)) continue;
    const comma = commas[index];
    edits.push(...cut(text, within, child, comma));
  }
  const isEndCut = indexes.has(children.length - 1) && commas.at(-1) === undefined;
  const orphan = lastKept === -1 ? undefined : commas[lastKept];
  if (isEndCut && orphan !== undefined) edits.push({ start: orphan, end: orphan + 1, text: '' });
  const hasComments = commentsBetween(within, within.open, within.close).length > 0;
  if (lastKept === -1 && !hasComments) return [{ start: within.open + 1, end: within.close, text: '' }];
  return edits;
}

function cut(text: string, within: Bracketed, child: Span, comma: number | undefined): Edit[] {
  const isCommaNear = comma !== undefined && text.slice(child.end, comma).trim() === '';
  const end = isCommaNear ? comma + 1 : child.end;
  const rest = text.slice(end, nextLine(text, end));
  const startOfLine = lineStart(text, child.start);
  const farComma = comma !== undefined && !isCommaNear ? [{ start: comma, end: comma + 1, text: '' }] : [];
  if (isFirstOnLine(text, child.start) && rest.trim() === '' && startOfLine > within.open) {
    return [{ start: startOfLine, end: end + rest.length, text: '' }, ...farComma];
  }
  if (comma === undefined) {
    if (isFirstOnLine(text, child.start)) return [{ start: child.start, end: child.end, text: '' }];
    const spaces = /[ \t]*$/.exec(text.slice(within.open + 1, child.start))?.[0].length ?? 0;
    const isOnly = within.children.length === 1;
    return [{ start: isOnly ? child.start : child.start - spaces, end: child.end, text: '' }];
  }
  const spaces = /^[ \t]*/.exec(rest)?.[0].length ?? 0;
  return [{ start: child.start, end: end + (isCommaNear ? spaces : 0), text: '' }, ...farComma];
}

function fillEmpty(text: string, within: Bracketed, render: (layout: Layout) => string): Edit {
  const { open, close, lineEnd, whenEmpty } = within;
  const last = commentsBetween(within, open, close).at(-1);
  const own = indentAt(text, open);
  const unit = whenEmpty.layout === 'lines' ? whenEmpty.unit : '  ';
  const lines: Layout = { kind: 'lines', indent: own + unit };
  if (last !== undefined) {
    if (!last.isLine && !text.slice(last.end, close).includes('\n')) {
      return { start: last.end, end: last.end, text: ` ${render({ kind: 'flat' })}` };
    }
    return { start: last.end, end: last.end, text: lineEnd + lines.indent + render(lines) };
  }
  if (whenEmpty.layout === 'lines' || text.slice(open, close).includes('\n')) {
    return { start: open + 1, end: close, text: lineEnd + lines.indent + render(lines) + lineEnd + own };
  }
  return { start: open + 1, end: close, text: whenEmpty.padding + render({ kind: 'flat' }) + whenEmpty.padding };
}

function insertFirst(text: string, within: Bracketed, render: (layout: Layout) => string): Edit {
  const first = within.children[0] ?? { start: within.close, end: within.close };
  const opening = commentsBetween(within, within.open, first.start).find((comment) => comment.isLine);
  const isOnOpeningLine = opening !== undefined && opening.start < nextLine(text, within.open);
  const at = isOnOpeningLine ? opening.end : within.open + 1;
  const layout = layoutOf(text, first, isOnOpeningLine);
  if (layout.kind === 'lines') {
    return { start: at, end: at, text: `${within.lineEnd}${layout.indent}${render(layout)},` };
  }
  const gap = /^[ \t]*/.exec(text.slice(at, first.start))?.[0] ?? '';
  return { start: at, end: at, text: `${gap}${render(layout)},${gap === '' ? within.afterComma : ''}` };
}

function layoutOf(text: string, sibling: Span, mustBreak: boolean): Layout {
  if (!mustBreak && !isFirstOnLine(text, sibling.start)) return { kind: 'flat' };
  return { kind: 'lines', indent: indentAt(text, sibling.start) };
}

function flatGap(text: string, within: Bracketed): string {
  const [before, last] = within.children.slice(-2);
  if (before === undefined || last === undefined) return within.afterComma;
  const gap = /,([ \t]*)$/.exec(text.slice(before.end, last.start))?.[1];
  return gap ?? within.afterComma;
}

/** The comma between `from` and the next child or bracket, comments skipped. */
function commaAfter(text: string, within: Bracketed, from: number): number | undefined {
  const end = within.children.find((child) => child.start >= from)?.start ?? within.close;
  for (let at = text.indexOf(',', from); at !== -1 && at < end; at = text.indexOf(',', at + 1)) {
    const isInComment = commentsBetween(within, from, end).some((each) => each.start <= at && at < each.end);
    if (!isInComment) return at;
  }
  return undefined;
}

function commentsBetween(within: Bracketed, start: number, end: number): readonly CommentSpan[] {
  return within.comments.filter((comment) => comment.start >= start && comment.end <= end);
}

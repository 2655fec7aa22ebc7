import type { DiffLine } from '#contract/changes';

export interface MarkedLine extends DiffLine {
  /** The part inside `text` that differs from the paired line, as [from, to); absent when the whole line does. */
  mark?: readonly [number, number];
}

/** Pairs each run of removed lines with the added run behind it, and marks the changed word in each pair. */
export function markChangedWords(lines: readonly DiffLine[]): MarkedLine[] {
  const marked: MarkedLine[] = lines.map((line) => ({ ...line }));
  let at = 0;
  while (at < marked.length) {
    const removed = runOf(marked, at, 'removed');
    const added = runOf(marked, at + removed.length, 'added');
    if (removed.length > 0 && removed.length === added.length)
      removed.forEach((line, index) => markPair(line, added[index]));
    at += Math.max(1, removed.length + added.length);
  }
  return marked;
}

/** Spaces or tabs that every line with text starts with; they are dropped when the diff is drawn. */
export function commonIndent(lines: readonly DiffLine[]): number {
  const indents = lines.filter((line) => line.text.trim() !== '').map((line) => /^[ \t]*/.exec(line.text)?.[0] ?? '');
  const [first = ''] = indents;
  let length = first.length;
  for (const indent of indents) while (length > 0 && !indent.startsWith(first.slice(0, length))) length -= 1;
  return length;
}

function runOf(lines: readonly MarkedLine[], from: number, kind: DiffLine['kind']): MarkedLine[] {
  const end = lines.findIndex((line, index) => index >= from && line.kind !== kind);
  return lines.slice(from, end < 0 ? lines.length : end);
}

function markPair(removed: MarkedLine, added: MarkedLine | undefined): void {
  if (added === undefined) return;
  const [a, b] = [removed.text, added.text];
  const shortest = Math.min(a.length, b.length);
  let head = 0;
  while (head < shortest && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  while (head > 0 && isWord(a[head - 1]) && (isWord(a[head]) || isWord(b[head]))) head -= 1;
  while (tail > 0 && isWord(a[a.length - tail]) && (isWord(a[a.length - tail - 1]) || isWord(b[b.length - tail - 1])))
    tail -= 1;
  if (head === 0 && tail === 0) return;
  if (a.length - tail > head) removed.mark = [head, a.length - tail];
  if (b.length - tail > head) added.mark = [head, b.length - tail];
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\p{N}_-]/u.test(char);
}

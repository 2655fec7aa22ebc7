import type { Diff, DiffLine } from '#contract/changes';

const CONTEXT = 3;
/** Above this many cells the middle is shown as removed and added whole. */
const MAX_CELLS = 1_000_000;

/** The lines that differ with three lines around them; null stands for no file. */
export function diffOf(file: string, before: string | null, after: string | null): Diff {
  const all = diffLines(linesOf(before ?? ''), linesOf(after ?? ''));
  const isNear = all.map(() => false);
  for (const [index, line] of all.entries()) {
    if (line.kind === 'same') continue;
    isNear.fill(true, Math.max(0, index - CONTEXT), index + CONTEXT + 1);
  }
  return {
    file,
    lines: all.filter((_line, index) => isNear[index]),
    bytesBefore: Buffer.byteLength(before ?? ''),
    bytesAfter: Buffer.byteLength(after ?? ''),
    creates: before === null,
  };
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < Math.min(before.length, after.length) && before[head] === after[head]) head += 1;
  let tail = 0;
  const room = Math.min(before.length, after.length) - head;
  while (tail < room && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const middle = diffMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return numbered([
    ...before.slice(0, head).map((text): Bare => ({ kind: 'same', text })),
    ...middle,
    ...before.slice(before.length - tail).map((text): Bare => ({ kind: 'same', text })),
  ]);
}

type Bare = { kind: DiffLine['kind']; text: string };

function numbered(lines: readonly Bare[]): DiffLine[] {
  let before = 0;
  let after = 0;
  return lines.map(({ kind, text }) => {
    if (kind !== 'added') before += 1;
    if (kind !== 'removed') after += 1;
    return { kind, ...(kind === 'added' ? {} : { before }), ...(kind === 'removed' ? {} : { after }), text };
  });
}

/** Longest common subsequence; removed lines come before added ones. */
function diffMiddle(before: readonly string[], after: readonly string[]): Bare[] {
  const removed = before.map((text): Bare => ({ kind: 'removed', text }));
  const added = after.map((text): Bare => ({ kind: 'added', text }));
  if (before.length === 0 || after.length === 0 || before.length * after.length > MAX_CELLS)
    return [...removed, ...added];
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: Bare[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ kind: 'same', text: before[i] ?? '' });
      i += 1;
      j += 1;
    } else if (i < before.length && (j === after.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'removed', text: before[i] ?? '' });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: after[j] ?? '' });
      j += 1;
    }
  }
  return lines;
}

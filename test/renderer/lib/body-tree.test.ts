import { expect, it } from 'vitest';
import { inlineList, treeLines } from '#renderer/lib/body-tree.ts';
import { readOutline } from '#renderer/lib/json-outline.ts';

const node = (value: unknown) => {
  const outline = readOutline(JSON.stringify(value));
  if (outline === undefined) throw new Error('no JSON');
  return outline;
};
const names = (value: unknown, folds = new Map<string, boolean>(), limit = 100) =>
  treeLines(node(value), folds, limit).lines.map(
    (line) => `${'.'.repeat(line.depth)}${line.name ?? line.position.index}`,
  );

it('opens what is small, and what was opened by hand', () => {
  const value = { a: { b: 1, c: [{ d: 2 }] }, many: Array.from({ length: 40 }, (_, index) => ({ index })) };
  expect(names(value)).toEqual(['a', '.b', '.c', '..0', '...d', 'many']);
  expect(names(value, new Map([['/0', false]]))).toEqual(['a', 'many']);
  expect(names(value, new Map([['/1', true]]))).toHaveLength(6 + 40 + 40);
});

it('stops at the limit and says so', () => {
  const list = Array.from({ length: 10_000 }, (_, index) => `item ${index}`);
  const { lines, isAll } = treeLines(node(list), new Map(), 50);
  expect(lines).toHaveLength(50);
  expect(isAll).toBe(false);
});

it('shows a lone value as one line', () => {
  expect(treeLines(node(7), new Map(), 10).lines).toHaveLength(1);
  expect(treeLines(node({}), new Map(), 10).lines).toHaveLength(1);
});

it('tells a short list in its own line, but no redaction and no nested value', () => {
  expect(inlineList(node(['bug', 'cart', 3]))).toBe('["bug", "cart", 3]');
  expect(inlineList(node(['‹redacted token 40›']))).toBeUndefined();
  expect(inlineList(node([[1]]))).toBeUndefined();
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stderrLines } from '#runtime/stderr-lines';

function linesOf(chunks: readonly Buffer[], longest = 1_000): [string, number][] {
  const lines: [string, number][] = [];
  const taker = stderrLines(longest, (text, size) => lines.push([text, size]));
  for (const chunk of chunks) taker.push(chunk);
  taker.end();
  return lines;
}

test('lines are whole however they come, and empty ones are none', () => {
  const text = 'one\r\n\ntwo \u00e9\u{1F600}\n\u001b[31mred\u001b[0m\nhalf';
  const whole = ['one', 'two \u00e9\u{1F600}', '\u001b[31mred\u001b[0m', 'half'];
  fc.assert(
    fc.property(fc.array(fc.nat(Buffer.byteLength(text)), { maxLength: 12 }), (cuts) => {
      const bytes = Buffer.from(text);
      const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
      expect(linesOf(chunks).map(([line]) => line)).toEqual(whole);
    }),
  );
});

test('of a long line the beginning is kept, and how long it was', () => {
  const chunks = [Buffer.alloc(30, 'a'), Buffer.alloc(30, 'b'), Buffer.from('c\nnext\n')];
  expect(linesOf(chunks, 40)).toEqual([
    ['a'.repeat(30) + 'b'.repeat(10), 61],
    ['next', 4],
  ]);
});

test('bytes that are no text become U+FFFD', () => {
  expect(linesOf([Buffer.from([0xff, 0x00, 0x41, 0x0a])])).toEqual([['\uFFFD\u0000A', 3]]);
});

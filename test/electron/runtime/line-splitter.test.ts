import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineSplitter } from '#runtime/line-splitter';

function split(chunks: readonly Buffer[], longest = 1_000): { lines: string[]; tooLong: number[] } {
  const lines: string[] = [];
  const tooLong: number[] = [];
  const splitter = lineSplitter(longest, {
    line: (bytes) => lines.push(bytes.toString('latin1')),
    tooLong: (bytes) => tooLong.push(bytes),
  });
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return { lines, tooLong };
}

test('lines come whole and with their ends, however the bytes arrive', () => {
  const bytes = fc.array(fc.constantFrom(10, 13, 65, 0, 255), { maxLength: 60 });
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(60)), (content, cuts) => {
      const whole = Buffer.from(content);
      const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).toSorted((a, b) => a - b), whole.length];
      const chunks = places.slice(1).map((end, index) => whole.subarray(places[index], end));
      const { lines } = split(chunks);
      expect(lines.join('')).toBe(whole.toString('latin1'));
      for (const line of lines.slice(0, -1)) expect(line.endsWith('\n')).toBe(true);
      for (const line of lines) expect(line.indexOf('\n') === -1 || line.indexOf('\n') === line.length - 1).toBe(true);
    }),
  );
});

test('a line that is too long is dropped and told, and the next one comes', () => {
  const long = Buffer.alloc(30, 65);
  expect(split([long, long, Buffer.from('\nnext\n')], 50)).toEqual({ lines: ['next\n'], tooLong: [61] });
  expect(split([Buffer.from('12345\n')], 5)).toEqual({ lines: [], tooLong: [6] });
});

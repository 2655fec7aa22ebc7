import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffOf } from '#changes/line-diff';
import { diffSchema } from '#contract/changes';

describe('a diff', () => {
  it('shows three lines around a change, numbered on both sides', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].join('\r\n');
    const diff = diffSchema.parse(diffOf('/x', before, before.replace('e', 'E')));
    expect(
      diff.lines.map(({ kind, before: old, after, text }) => `${kind} ${old ?? '-'} ${after ?? '-'} ${text}`),
    ).toEqual([
      'same 2 2 b',
      'same 3 3 c',
      'same 4 4 d',
      'removed 5 - e',
      'added - 5 E',
      'same 6 6 f',
      'same 7 7 g',
      'same 8 8 h',
    ]);
  });

  it('says that a file is made, and counts bytes', () => {
    expect(diffOf('/x', null, 'ü\n')).toEqual({
      file: '/x',
      lines: [{ kind: 'added', after: 1, text: 'ü' }],
      bytesBefore: 0,
      bytesAfter: 3,
      creates: true,
    });
  });

  it('leads from the old lines to the new ones', () => {
    const texts = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
      .map((lines) => lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const { lines } = diffOf('/x', before, after);
        const old = before.split('\n');
        const young = after.split('\n');
        for (const line of lines) {
          if (line.before !== undefined) expect(old[line.before - 1]).toBe(line.text);
          if (line.after !== undefined) expect(young[line.after - 1]).toBe(line.text);
        }
        const count = (kind: string) => lines.filter((line) => line.kind === kind).length;
        expect(count('added') - count('removed')).toBe(young.length - old.length);
      }),
    );
  });
});

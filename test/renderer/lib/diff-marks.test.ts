import { describe, expect, it } from 'vitest';
import type { DiffLine } from '#contract/changes';
import { commonIndent, markChangedWords } from '#renderer/lib/diff-marks.ts';

const removed = (text: string): DiffLine => ({ kind: 'removed', before: 3, text });
const added = (text: string): DiffLine => ({ kind: 'added', after: 3, text });
const same = (text: string): DiffLine => ({ kind: 'same', before: 1, after: 1, text });

function marks(...lines: DiffLine[]): (string | undefined)[] {
  return markChangedWords(lines).map((line) => line.mark && line.text.slice(...line.mark));
}

describe('markChangedWords', () => {
  it('marks the whole word although both end in the same letter', () => {
    expect(marks(removed('"a": false,'), added('"a": true,'))).toEqual(['false', 'true']);
  });

  it('marks only what was put in', () => {
    expect(marks(removed('["a"]'), added('["a", "b"]'))).toEqual([undefined, ', "b"']);
  });

  it('pairs each removed line with its added one', () => {
    const lines = [same('{'), removed('x = 1'), removed('y = 1'), added('x = 2'), added('y = 2'), same('}')];
    expect(marks(...lines)).toEqual([undefined, '1', '1', '2', '2', undefined]);
  });

  it('marks nothing where the lines share nothing or have no partner', () => {
    expect(marks(removed('abc'), added('xyz'))).toEqual([undefined, undefined]);
    expect(marks(added('x'), same('y'))).toEqual([undefined, undefined]);
    expect(marks(removed('x'), removed('y'), added('z'))).toEqual([undefined, undefined, undefined]);
  });

  it('leaves the lines it was given alone', () => {
    const line = removed('"a": false');
    markChangedWords([line, added('"a": true')]);
    expect(line).toEqual(removed('"a": false'));
  });
});

describe('commonIndent', () => {
  it.each([
    [['  a', '    b', ''], 2],
    [['\ta', '\t\tb'], 1],
    [['  a', '\tb'], 0],
    [['a'], 0],
    [[], 0],
  ])('of %j is %i', (texts, indent) => {
    expect(commonIndent(texts.map(same))).toBe(indent);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visiblePieces, visibleString } from '#renderer/lib/visible-text.ts';

describe('visiblePieces', () => {
  it.each([
    [
      'a right-to-left override',
      'pr-helper\u202Etxt.sj',
      [{ text: 'pr-helper' }, { hidden: 'U+202E' }, { text: 'txt.sj' }],
    ],
    ['a zero-width space', 'a\u200Bb', [{ text: 'a' }, { hidden: 'U+200B' }, { text: 'b' }]],
    ['an escape sequence', '\u001B[31m', [{ hidden: 'U+001B' }, { text: '[31m' }]],
    ['a newline in a name', 'a\nb', [{ text: 'a' }, { hidden: 'U+000A' }, { text: 'b' }]],
    ['a tag character', 'a\u{E0041}', [{ text: 'a' }, { hidden: 'U+E0041' }]],
    ['a lone surrogate', 'a\uD800', [{ text: 'a' }, { hidden: 'U+D800' }]],
    ['a line separator', '\u2028', [{ hidden: 'U+2028' }]],
    ['nothing', '', []],
  ])('shows %s', (_what, text, pieces) => {
    expect(visiblePieces(text)).toEqual(pieces);
  });

  it.each(['Ünïcödé', 'מבחן', '日本語', '👩‍💻', '❤️', 'a-b_c.d@e'])('leaves %s as it is', (text) => {
    expect(visiblePieces(text)).toEqual([{ text }]);
  });

  it('keeps lines and tabs of longer text when asked', () => {
    expect(visiblePieces('a\n\tb\r', { lines: true })).toEqual([{ text: 'a\n\tb' }, { hidden: 'U+000D' }]);
  });

  it('never lets a control or direction character through, and loses nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visiblePieces(text)
          .map((piece) => ('text' in piece ? piece.text : ''))
          .join('');
        expect(shown).not.toMatch(/[\p{Cc}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u);
        const chips = visiblePieces(text).filter((piece) => 'hidden' in piece).length;
        expect(Array.from(shown).length + chips).toBe(Array.from(text).length);
      }),
    );
  });

  it('names hidden characters in one string for labels', () => {
    expect(visibleString('a\u202Eb')).toBe('a[U+202E]b');
  });
});

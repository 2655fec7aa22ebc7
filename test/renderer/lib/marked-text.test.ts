import { expect, it } from 'vitest';
import { markedPieces, redactionWords } from '#renderer/lib/marked-text.ts';

it('marks what was looked for in any case, and what was not stored', () => {
  expect(markedPieces('Cart: Bearer ‹redacted github-token 40›, cart', ['cart'])).toEqual([
    { kind: 'hit', text: 'Cart' },
    { kind: 'text', text: ': Bearer ' },
    { kind: 'redaction', what: 'github token', size: 40 },
    { kind: 'text', text: ', ' },
    { kind: 'hit', text: 'cart' },
  ]);
});

it('takes words as they are, not as patterns', () => {
  expect(markedPieces('a.b axb (', ['a.b', '(.'])).toEqual([
    { kind: 'hit', text: 'a.b' },
    { kind: 'text', text: ' axb (' },
  ]);
});

it('leaves what only looks like a marker', () => {
  expect(markedPieces('‹redacted› ‹other 4›')).toEqual([{ kind: 'text', text: '‹redacted› ‹other 4›' }]);
});

it('says what was hidden and how long it was', () => {
  expect(redactionWords({ what: 'GitHub token', size: 40 })).toBe('GitHub token, 40 chars');
  expect(redactionWords({ what: 'secret', size: undefined })).toBe('secret');
});

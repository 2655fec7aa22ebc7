import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { MarkedText } from '#renderer/ui/marked-text.tsx';

const drawn = (text: string, words: string[] = []) => renderToStaticMarkup(createElement(MarkedText, { text, words }));

it('draws a bar with its words in the place of what was not stored', () => {
  const html = drawn('Bearer ‹redacted github-token 40›');
  expect(html).toContain('not stored: ');
  expect(html).toContain('github token, 40 chars');
  expect(html).not.toContain('‹');
});

it('marks a hit without making its text anything but text', () => {
  expect(drawn('<b>cart</b>', ['cart'])).toMatch(/&lt;b&gt;<\/bdi><mark[^>]*><bdi dir="ltr">cart<\/bdi><\/mark>/);
});

it('shows hidden characters also inside a hit', () => {
  expect(drawn('a\u202Eb', ['a\u202Eb'])).toMatch(/<mark[^>]*>.*U\+202E.*<\/mark>/);
});

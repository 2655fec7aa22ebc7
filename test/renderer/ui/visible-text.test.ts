import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

const drawn = (text: string) => renderToStaticMarkup(createElement(VisibleText, { text }));

it('draws a direction character as a chip inside its own left-to-right island', () => {
  const html = drawn('pr-helper\u202Etxt.sj');
  expect(html).toMatch(/^<bdi dir="ltr">pr-helper<span[^>]*>U\+202E<\/span>txt\.sj<\/bdi>$/);
});

it('draws markup of a plugin as text', () => {
  expect(drawn('<img src=x onerror=alert(1)>')).toBe('<bdi dir="ltr">&lt;img src=x onerror=alert(1)&gt;</bdi>');
});

import { describe, expect, it } from 'vitest';
import { answerPage } from '#desktop/page-protocol';

const files = new Map([
  ['/', { type: 'text/html; charset=utf-8', bytes: Buffer.from('<p>page</p>') }],
  ['/assets/main.js', { type: 'text/javascript; charset=utf-8', bytes: Buffer.from('export {};') }],
]);
const get = (url: string, method = 'GET') => answerPage(files, { url, method });

describe('the page of the desktop window', () => {
  it.each(['app://gatehouse/', 'app://gatehouse/?project=x', 'app://gatehouse/#a'])('comes at %s', async (url) => {
    const answer = get(url);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('<p>page</p>');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("connect-src 'none'");
  });

  it('comes with its files', async () => {
    const answer = get('app://gatehouse/assets/main.js');
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await answer.text()).toBe('export {};');
  });

  it.each([
    'app://gatehouse/../secret',
    'app://gatehouse/%2e%2e/secret',
    'app://gatehouse/index.html',
    'app://gatehouse/assets',
    'app://other/',
    'app://gatehouse.evil/',
    'https://example.org/',
  ])('does not come at %s', (url) => {
    expect(get(url).status).toBe(404);
  });

  it('takes nothing but GET', () => {
    expect(get('app://gatehouse/', 'POST').status).toBe(404);
  });
});

import { expect, it } from 'vitest';
import { takeToken } from '#renderer/connect/session-token.ts';

function tab(hash: string, stored: Record<string, string> = {}) {
  const kept = new Map(Object.entries(stored));
  const addresses: string[] = [];
  const page = {
    location: { hash, pathname: '/', search: '?project=%2Fa' },
    history: { state: { row: 3 }, replaceState: (_state: unknown, _title: string, url: string) => addresses.push(url) },
    sessionStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    },
  };
  return { page: page as never, kept, addresses };
}

it('takes the token out of the address and keeps it for this tab', () => {
  const { page, kept, addresses } = tab('#token=abc_-1');
  expect(takeToken(page)).toBe('abc_-1');
  expect(addresses).toEqual(['/?project=%2Fa']);
  expect([...kept.values()]).toEqual(['abc_-1']);
});

it('leaves the rest of the fragment', () => {
  const { page, addresses } = tab('#view=problems&token=abc&row=2');
  expect(takeToken(page)).toBe('abc');
  expect(addresses).toEqual(['/?project=%2Fa#view=problems&row=2']);
});

it('remembers the token after a reload, and lets a new one replace it', () => {
  const stored = { 'gatehouse.token': 'old' };
  expect(takeToken(tab('', stored).page)).toBe('old');
  const { page, kept } = tab('#token=new', stored);
  expect(takeToken(page)).toBe('new');
  expect([...kept.values()]).toEqual(['new']);
});

it('has none where none was given', () => {
  expect(takeToken(tab('#x=1').page)).toBeUndefined();
});

import { describe, expect, test } from 'vitest';
import { isUsableSource } from '#agents/codex/marketplace-source';
import { pathsFor } from '#agents/paths';

const git = (url: unknown, more: object = {}) => ({ source: 'url', url, ...more });

describe('the source of a marketplace entry is usable', () => {
  test.each([
    './plugins/demo',
    './none',
    { source: 'local', path: './' },
    { source: 'local', path: './demo' },
    git('owner/name'),
    git(' owner/name'),
    git('./demo'),
    git('/srv/demo'),
    git('git@example.invalid:a/b'),
    git('https://example.invalid/a', { path: 'x', ref: 'main', sha: null }),
    git('ssh://example.invalid/a'),
    git('file:///srv/demo'),
    { source: 'git-subdir', url: 'a/b', path: 'x' },
    { source: 'npm', package: '@a/b' },
  ])('as %j', (source) => {
    expect(isUsableSource(pathsFor('linux'), source)).toBe(true);
  });
});

describe('the source of a marketplace entry is not usable', () => {
  test.each([
    undefined,
    1,
    '',
    'plugins/demo',
    '../demo',
    './plugins/../demo',
    { source: 'local' },
    { source: 'local', path: 1 },
    { source: 'local', path: 'demo' },
    { source: 'local', path: '/srv/demo' },
    { source: 'github', repo: 'a/b' },
    git(undefined),
    git(''),
    git('demo'),
    git('../demo'),
    git('./../demo'),
    git('a/b/c'),
    git('ftp://example.invalid/a'),
    git('a/b', { path: '../x' }),
    git('a/b', { ref: 1 }),
    { source: 'git-subdir', url: 'a/b' },
    { source: 'git-subdir', url: 'a/b', path: '' },
    { source: 'npm', package: 'A B' },
    { source: 'npm', package: 'a', version: 1 },
  ])('as %j', (source) => {
    expect(isUsableSource(pathsFor('linux'), source)).toBe(false);
  });
});

test("a marketplace in Cursor's format may leave out the first ./, and still not leave its folder", () => {
  const isUsable = (source: unknown) => isUsableSource(pathsFor('linux'), source, true);
  expect(['plugins/demo', 'demo', { source: 'local', path: 'demo' }].map(isUsable)).toEqual([true, true, true]);
  expect(['', '../demo', '/srv/demo', 'demo/../x'].map(isUsable)).toEqual([false, false, false, false]);
});

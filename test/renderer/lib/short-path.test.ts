import { describe, expect, it } from 'vitest';
import { shortPath, splitPath } from '#renderer/lib/short-path.ts';

describe('shortPath', () => {
  it.each([
    ['/home/ada/.claude/settings.json', '/home/ada', null, '~/.claude/settings.json'],
    ['/home/ada', '/home/ada', null, '~'],
    ['/home/adam/x', '/home/ada', null, '/home/adam/x'],
    ['/home/ada/work/shop/.claude/s.json', '/home/ada', '/home/ada/work/shop', '.claude/s.json'],
    ['/home/ada/work/shop', '/home/ada', '/home/ada/work/shop', '~/work/shop'],
    ['C:\\Users\\ada\\.codex\\config.toml', 'C:\\Users\\ada', null, '~\\.codex\\config.toml'],
    ['/etc/x', '', null, '/etc/x'],
  ])('shortens %s below %s', (path, home, project, short) => {
    expect(shortPath(path, home, project)).toBe(short);
  });
});

describe('splitPath', () => {
  it.each([
    ['~/.claude/settings.json', 12, { head: '~/.claude', tail: '/settings.json:12' }],
    ['settings.json', undefined, { head: '', tail: 'settings.json' }],
    ['~\\x\\config.toml', undefined, { head: '~\\x', tail: '\\config.toml' }],
    ['/etc', 3, { head: '', tail: '/etc:3' }],
  ])('keeps the tail of %s', (path, line, split) => {
    expect(splitPath(path, line)).toEqual(split);
  });
});

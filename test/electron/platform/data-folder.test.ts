import { describe, expect, it } from 'vitest';
import { dataFolder } from '#platform/data-folder';

describe('the data folder', () => {
  it.each([
    ['linux', {}, '/home/a/.local/share/gatehouse'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/gatehouse'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/a/.local/share/gatehouse'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/home/a/Library/Application Support/Gatehouse'],
    ['win32', { LOCALAPPDATA: '/home/a/AppData/Local' }, '/home/a/AppData/Local/Gatehouse'],
    ['win32', {}, '/home/a/AppData/Local/Gatehouse'],
  ] as const)('is where %s with %j keeps such data', (platform, env, expected) => {
    expect(dataFolder(platform, env, '/home/a').replaceAll('\\', '/')).toBe(expected);
  });
});

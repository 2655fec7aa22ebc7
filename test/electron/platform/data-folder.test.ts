import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolder, makePrivateFile, makePrivateFolder } from '#platform/data-folder';
import { temporaryFolder } from '#test/helpers/temporary-folder';

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

  it('and what is in it is for this user alone', () => {
    const folder = join(temporaryFolder(), 'a', 'data');
    makePrivateFolder(folder);
    makePrivateFile(join(folder, 'state.db'));
    makePrivateFile(join(folder, 'state.db'));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'state.db')).mode & 0o777).toBe(0o600);
  });
});

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePrivateFile, makePrivateFolder, moveAside, namesIn, writePrivateFile } from '#platform/private-files';
import { temporaryFolder } from '#test/helpers/temporary-folder';

describe('private files', () => {
  it('are for this user alone, and so is the folder made for them', () => {
    const folder = join(temporaryFolder(), 'a', 'data');
    makePrivateFolder(folder);
    makePrivateFile(join(folder, 'state.db'));
    makePrivateFile(join(folder, 'state.db'));
    writePrivateFile(join(folder, 'backup'), 'x');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(namesIn(folder)).toEqual(['backup', 'state.db']);
    for (const name of namesIn(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('are moved aside when they are there', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), 'x');
    moveAside(join(folder, 'a'), join(folder, 'b'));
    moveAside(join(folder, 'a'), join(folder, 'c'));
    expect(readdirSync(folder)).toEqual(['b']);
    expect(readFileSync(join(folder, 'b'), 'utf8')).toBe('x');
    expect(namesIn(join(folder, 'none'))).toEqual([]);
  });

  it('end as unavailable where a file stands in the way', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), 'x');
    for (const write of [
      () => makePrivateFolder(join(folder, 'a', 'b')),
      () => makePrivateFile(join(folder, 'a', 'b')),
      () => writePrivateFile(join(folder, 'a', 'b'), ''),
    ]) {
      expect(write).toThrow(expect.objectContaining({ code: 'unavailable' }));
    }
  });
});

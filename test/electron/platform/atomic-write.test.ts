import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  folderToMake,
  removeAtomically,
  removeEmptyFolders,
  removeLeftovers,
  writeAtomically,
} from '#platform/atomic-write';
import { readFileState } from '#platform/file-state';
import { temporaryFolder } from '#test/helpers/temporary-folder';

describe('an atomic write', () => {
  it('keeps mode and owner, and leaves nothing beside the file', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'settings.json');
    writeFileSync(file, 'old');
    chmodSync(file, 0o604);
    if (process.getuid?.() === 0) chownSync(file, 1234, 4321);
    const { uid, gid } = statSync(file);
    writeAtomically(readFileState(file), Buffer.from('new'));
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file)).toMatchObject({ uid, gid });
    expect(statSync(file).mode & 0o777).toBe(0o604);
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('makes missing folders for a new file only', () => {
    const file = join(temporaryFolder(), 'a', 'b', 'settings.json');
    const nothing = readFileState(file);
    expect(existsSync(join(file, '..'))).toBe(false);
    writeAtomically(nothing, Buffer.from('new'));
    expect(readFileSync(file, 'utf8')).toBe('new');
  });

  it('writes through a chain of links, also to a file that is not there yet', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', join(folder, 'way'));
    symlinkSync('way/target.json', join(folder, 'second'));
    symlinkSync(join(folder, 'second'), join(folder, 'first'));
    const state = readFileState(join(folder, 'first'));
    expect(state.path).toBe(join(folder, 'real', 'target.json'));
    writeAtomically(state, Buffer.from('new'));
    expect(readFileSync(join(folder, 'real', 'target.json'), 'utf8')).toBe('new');
    expect(readlinkSync(join(folder, 'first'))).toBe(join(folder, 'second'));
  });

  it.each([
    ['changed', 'old', 'other'],
    ['appeared', undefined, 'other'],
  ])('is refused when the file %s since it was read', (_name, before, meanwhile) => {
    const file = join(temporaryFolder(), 'settings.json');
    if (before !== undefined) writeFileSync(file, before);
    const state = readFileState(file);
    writeFileSync(file, meanwhile);
    expect(() => writeAtomically(state, Buffer.from('new'))).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(() => removeAtomically(state)).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(readFileSync(file, 'utf8')).toBe(meanwhile);
    expect(readdirSync(join(file, '..'))).toEqual(['settings.json']);
  });

  it('tells a missing file from an empty one', () => {
    const file = join(temporaryFolder(), 'settings.json');
    const nothing = readFileState(file);
    writeFileSync(file, '');
    expect(readFileState(file).hash).toBe(nothing.hash);
    expect(() => writeAtomically(nothing, Buffer.from('new'))).toThrow(expect.objectContaining({ code: 'conflict' }));
  });

  it('is refused where links lead in a circle or a folder stands', () => {
    const folder = temporaryFolder();
    symlinkSync('b', join(folder, 'a'));
    symlinkSync('a', join(folder, 'b'));
    expect(() => readFileState(join(folder, 'a'))).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(() => readFileState(folder)).toThrow(expect.objectContaining({ code: 'conflict' }));
  });

  it('clears what killed runs left beside this file, and nothing else', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'settings.json');
    const names = {
      dead: '.settings.json.gatehouse-999999999-0123456789ab.tmp',
      alive: `.settings.json.gatehouse-${process.pid}-0123456789ab.tmp`,
      old: `.settings.json.gatehouse-${process.pid}-0123456789ac.tmp`,
      other: '.other.json.gatehouse-999999999-0123456789ab.tmp',
      foreign: '.settings.json.tmp',
    };
    for (const name of Object.values(names)) writeFileSync(join(folder, name), '');
    utimesSync(join(folder, names.old), new Date(0), new Date(0));
    expect(removeLeftovers(file, new Date()).length).toBe(2);
    expect(readdirSync(folder).toSorted()).toEqual([names.other, names.alive, names.foreign].toSorted());
    expect(removeLeftovers(join(folder, 'no', 'such', 'file'), new Date())).toEqual([]);
  });
});

it('names the topmost folder a new file needs, and takes away only what is empty', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'project', '.claude', 'settings.json');
  expect(folderToMake(file)).toBe(join(folder, 'project'));
  mkdirSync(join(folder, 'project', '.claude'), { recursive: true });
  expect(folderToMake(file)).toBeUndefined();
  writeFileSync(join(folder, 'project', 'theirs'), '');
  removeEmptyFolders(file, join(folder, 'project'));
  expect(existsSync(join(folder, 'project', '.claude'))).toBe(false);
  expect(existsSync(join(folder, 'project', 'theirs'))).toBe(true);
  rmSync(join(folder, 'project', 'theirs'));
  removeEmptyFolders(file, join(folder, 'project'));
  expect(existsSync(join(folder, 'project'))).toBe(true);
  mkdirSync(join(folder, 'project', '.claude'));
  removeEmptyFolders(file, join(folder, 'project'));
  expect(readdirSync(folder)).toEqual([]);
});

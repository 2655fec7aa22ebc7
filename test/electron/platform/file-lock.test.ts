import { existsSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeAgentLock, takeOwnLock } from '#platform/file-lock';
import { temporaryFolder } from '#test/helpers/temporary-folder';

describe('the lock of an agent', () => {
  it('is a folder beside the file while it is held', async () => {
    const path = join(temporaryFolder(), 'settings.json.lock');
    const lock = await takeAgentLock(path, 0);
    expect(statSync(path).isDirectory()).toBe(true);
    await expect(takeAgentLock(path, 60)).rejects.toMatchObject({ code: 'unavailable' });
    expect(lock.isHeld()).toBe(true);
    lock.release();
    expect(existsSync(path)).toBe(false);
  });

  it('is taken over when its holder is gone for more than ten seconds', async () => {
    const path = join(temporaryFolder(), 'settings.json.lock');
    mkdirSync(path);
    utimesSync(path, new Date(Date.now() - 11_000), new Date(Date.now() - 11_000));
    (await takeAgentLock(path, 0)).release();
    expect(existsSync(path)).toBe(false);
  });

  it('that somebody took from us is not ours to release', async () => {
    const path = join(temporaryFolder(), 'settings.json.lock');
    const lock = await takeAgentLock(path, 0);
    rmSync(path, { recursive: true });
    mkdirSync(path);
    utimesSync(path, new Date(1_000), new Date(1_000));
    expect(lock.isHeld()).toBe(false);
    lock.release();
    expect(existsSync(path)).toBe(true);
  });

  it('needs no taking where its folder is not there', async () => {
    const path = join(temporaryFolder(), 'none', 'settings.json.lock');
    const lock = await takeAgentLock(path, 0);
    expect(lock.isHeld()).toBe(true);
    lock.release();
    expect(existsSync(join(path, '..'))).toBe(false);
  });

  it('is not taken by force when an old file stands in its place', async () => {
    const path = join(temporaryFolder(), 'settings.json.lock');
    writeFileSync(path, 'x');
    utimesSync(path, new Date(0), new Date(0));
    await expect(takeAgentLock(path, 60)).rejects.toMatchObject({ code: 'unavailable' });
    expect(existsSync(path)).toBe(true);
  });
});

describe('our own lock', () => {
  it('lets one in at a time, and the next after it', async () => {
    const data = temporaryFolder();
    const first = await takeOwnLock(data, '/a', 0);
    await expect(takeOwnLock(data, '/a', 40)).rejects.toMatchObject({ code: 'unavailable' });
    (await takeOwnLock(data, '/b', 0)).release();
    const second = takeOwnLock(data, '/a', 5_000);
    first.release();
    first.release();
    (await second).release();
    expect(statSync(join(data, 'locks')).mode & 0o777).toBe(0o700);
  });
});

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { type Intent, openJournal } from '#changes/journal';
import { diffOf } from '#changes/line-diff';
import { recover } from '#changes/recover';
import { takeOwnLock } from '#platform/file-lock';
import { hashOf } from '#platform/file-state';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const now = () => new Date('2026-11-23T05:00:00Z');

function intent(file: string, before: string | null, after: string | null, more: Partial<Intent> = {}): Intent {
  const bytes = (text: string | null) => (text === null ? null : Buffer.from(text));
  return {
    kind: 'switch',
    plugin: 'p',
    enable: true,
    enabledBefore: false,
    scope: 'user',
    file,
    format: 'json',
    operation: { kind: 'set', path: ['enabledPlugins', 'p'], value: true },
    before: bytes(before),
    after: bytes(after),
    beforeHash: hashOf(bytes(before)),
    afterHash: hashOf(bytes(after)),
    diff: diffOf(file, before, after),
    asked: 'terminal',
    ...more,
  };
}

describe('the journal', () => {
  it('gives back both texts byte for byte, an empty one and none told apart', async () => {
    const journal = await openJournal(temporaryFolder(), now);
    const { id } = journal.begin(intent('/x', null, ''));
    const entry = journal.find(id);
    expect(entry?.before).toBeNull();
    expect(entry?.after).toEqual(new Uint8Array());
    expect(entry?.operation).toEqual({ kind: 'set', path: ['enabledPlugins', 'p'], value: true });
    expect(entry?.change).toMatchObject({ id, state: 'started', applied: false, verified: false });
    journal.close();
  });

  it('is a private file that writes through to the disk', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(folder, now);
    journal.begin(intent('/x', '{}', '{ }'));
    const files = readdirSync(folder).filter((name) => name.startsWith('state.db'));
    expect(files).toContain('state.db-wal');
    for (const name of files) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
    const database = new DatabaseSync(join(folder, 'state.db'), { readOnly: true });
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    database.close();
    journal.close();
  });

  it('lists newest first, and marks what an undo put back', async () => {
    const journal = await openJournal(temporaryFolder(), now);
    const first = journal.begin(intent('/x', '{}', '{ }'));
    journal.settle(first.id, { state: 'applied', verified: true, effective: 'enabled' });
    const undo = journal.begin(intent('/x', '{ }', '{}', { kind: 'undo', undoes: first.id, operation: null }));
    expect(journal.settle(undo.id, { state: 'applied' }).map(({ id, state }) => [id, state])).toEqual([
      [undo.id, 'applied'],
      [first.id, 'undone'],
    ]);
    expect(journal.list(1)).toMatchObject([{ id: undo.id, undoes: first.id }]);
    expect(journal.find(first.id)?.change).toMatchObject({ undoneBy: undo.id, verified: true, effective: 'enabled' });
    expect(journal.hasLater(first.id)).toBe(true);
    expect(journal.hasLater(undo.id)).toBe(false);
    journal.close();
  });

  it('is opened by several at once', async () => {
    const folder = temporaryFolder();
    const journals = await Promise.all([1, 2, 3, 4].map(() => openJournal(folder, now)));
    for (const journal of journals) journal.begin(intent('/x', '{}', '{ }'));
    expect(journals[0]?.list(10)).toHaveLength(4);
    for (const journal of journals) journal.close();
  });

  it('of a newer Gatehouse is left alone', async () => {
    const folder = temporaryFolder();
    (await openJournal(folder, now)).close();
    const database = new DatabaseSync(join(folder, 'state.db'));
    database.exec('PRAGMA user_version = 999');
    database.close();
    await expect(openJournal(folder, now)).rejects.toMatchObject({ code: 'unavailable' });
    expect(readdirSync(folder).some((name) => name.includes('damaged'))).toBe(false);
  });

  it('that is damaged in the middle is moved aside whole', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(folder, now);
    for (let index = 0; index < 50; index += 1) journal.begin(intent('/x', 'a'.repeat(3_000), 'b'.repeat(3_000)));
    journal.close();
    const path = join(folder, 'state.db');
    const size = statSync(path).size;
    writeFileSync(path, readFileSync(path).fill(0xaa, 4_096, 40_000));
    const fresh = await openJournal(folder, now);
    expect(fresh.damaged).toBe(`${path}.damaged-2026-11-23T05-00-00-000Z`);
    expect(statSync(fresh.damaged ?? '').size).toBe(size);
    expect(fresh.list(10)).toEqual([]);
    fresh.close();
  });
});

describe('a row left between intent and outcome', () => {
  it.each([
    ['the new text is there', '{"enabledPlugins":{"p":true}}', 'applied'],
    ['the old text is there', '{}', 'failed'],
    ['others wrote, and the value stands', '{"x":1,"enabledPlugins":{"p":true}}', 'applied'],
    ['others wrote, and the value is not there', '{"x":1}', 'failed'],
    ['nothing parses', '{', 'failed'],
  ])('is settled when %s', async (_name, found, state) => {
    const folder = temporaryFolder();
    const file = join(folder, 'settings.json');
    writeFileSync(file, found);
    const journal = await openJournal(join(folder, 'data'), now);
    journal.begin(intent(file, '{}', '{"enabledPlugins":{"p":true}}'));
    const [change] = await recover(journal, join(folder, 'data'), now());
    expect(change).toMatchObject({ state, verified: false });
    expect(change?.note).toMatch(/^Gatehouse ended/);
    expect(await recover(journal, join(folder, 'data'), now())).toEqual([]);
    journal.close();
  });

  // A folder that leads to itself: the system says neither what is there nor that nothing is.
  it.skipIf(process.platform === 'win32')('waits for the next start when the file cannot be looked at', async () => {
    const folder = temporaryFolder();
    const home = join(folder, 'home');
    symlinkSync('home', home);
    const file = join(home, 'settings.json');
    const journal = await openJournal(join(folder, 'data'), now);
    journal.begin(intent(file, '{}', '{"enabledPlugins":{"p":true}}'));
    expect(await recover(journal, join(folder, 'data'), now())).toEqual([]);
    unlinkSync(home);
    mkdirSync(home);
    writeFileSync(file, '{"enabledPlugins":{"p":true}}');
    expect(await recover(journal, join(folder, 'data'), now())).toMatchObject([{ state: 'applied' }]);
    journal.close();
  });

  it('of an undo that removed the file marks the change it undid', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'settings.json');
    const journal = await openJournal(join(folder, 'data'), now);
    const made = journal.begin(intent(file, null, '{}'));
    journal.settle(made.id, { state: 'applied' });
    const undo = journal.begin(intent(file, '{}', null, { kind: 'undo', undoes: made.id, operation: null }));
    const settled = await recover(journal, join(folder, 'data'), now());
    expect(settled.map(({ id, state }) => [id, state])).toEqual([
      [undo.id, 'applied'],
      [made.id, 'undone'],
    ]);
    journal.close();
  });

  it('is left to the process that is still at work on the file', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'settings.json');
    const journal = await openJournal(folder, now);
    const lock = await takeOwnLock(folder, file, 0);
    journal.begin(intent(file, '{}', '{ }'));
    expect(await recover(journal, folder, now())).toEqual([]);
    lock.release();
    expect(await recover(journal, folder, now())).toMatchObject([{ state: 'failed' }]);
    expect(existsSync(file)).toBe(false);
    journal.close();
  });
});

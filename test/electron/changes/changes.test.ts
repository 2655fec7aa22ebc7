import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openJournal } from '#changes/journal';
import { diffOf } from '#changes/line-diff';
import type { Change } from '#contract/changes';
import { changeSchema, planOutcomeSchema } from '#contract/changes';
import { takeOwnLock } from '#platform/file-lock';
import { hashOf } from '#platform/file-state';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { changesOver, flip, oneFileAgent } from './one-file-agent.ts';

const crooked =
  '\uFEFF{\r\n\t// mine\r\n\t"enabledPlugins" : { "a@m":true , "b@m": false }, // tail\r\n\t"other":[1,2]}';

function setUp(text?: string) {
  const home = temporaryFolder();
  const data = join(temporaryFolder(), 'data');
  const file = join(home, 'settings.json');
  if (text !== undefined) writeFileSync(file, text);
  return { home, data, file };
}

/** A disk of 1 MiB, unmounted after the test; undefined where that is not allowed. */
function smallDisk(folder: string): string | undefined {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', [disk]);
  });
  return disk;
}

function fillUp(disk: string): void {
  for (let index = 0; ; index += 1) {
    try {
      writeFileSync(join(disk, `filler-${index}`), Buffer.alloc(4096));
    } catch {
      return;
    }
  }
}

/** The row of a write that never came to be. */
function openIntent(journal: Awaited<ReturnType<typeof openJournal>>, file: string): Change {
  const before = Buffer.from(plain);
  const after = Buffer.from(plain.replace('"a@m": true', '"a@m": false'));
  return journal.begin({
    kind: 'switch',
    plugin: 'a@m',
    file,
    format: 'json',
    operation: { kind: 'set', path: ['enabledPlugins', 'a@m'], value: false },
    before,
    after,
    beforeHash: hashOf(before),
    afterHash: hashOf(after),
    diff: diffOf(file, plain, after.toString()),
    asked: 'terminal',
  });
}

/** Comments are fine for the splice but not for the small agent of these tests. */
const plain = '{\n  "enabledPlugins": {\n    "a@m": true,\n    "b@m": false\n  },\n  "other": [1, 2]\n}';

describe('a switch', () => {
  it('writes nothing anywhere before the yes', async () => {
    const { home, data, file } = setUp(plain);
    const changes = changesOver(home, data);
    const outcome = await changes.plan({ id: 'a@m', enable: false, project: null });
    expect(planOutcomeSchema.parse(outcome).ok).toBe(true);
    expect(await changes.list(10)).toEqual([]);
    await changes.close();
    expect(existsSync(data)).toBe(false);
    expect(readdirSync(home)).toEqual(['settings.json']);
    expect(readFileSync(file, 'utf8')).toBe(plain);
  });

  it('changes only its value, is verified from disk, journaled and announced', async () => {
    const { home, data, file } = setUp(plain);
    const changes = changesOver(home, data);
    const seen: Change[] = [];
    changes.onRecorded((change) => seen.push(change));
    const change = changeSchema.parse(await flip(changes, 'a@m', false));
    expect(readFileSync(file, 'utf8')).toBe(plain.replace('"a@m": true', '"a@m": false'));
    expect(change).toMatchObject({
      applied: true,
      verified: true,
      effective: 'disabled',
      state: 'applied',
      kind: 'switch',
    });
    expect(change.diff.lines.filter((line) => line.kind !== 'same').map((line) => line.text)).toEqual([
      '    "a@m": true,',
      '    "a@m": false,',
    ]);
    expect(await changes.list(10)).toEqual([change]);
    expect(seen.at(-1)).toEqual(change);
    await changes.close();
    expect(readdirSync(home)).toEqual(['settings.json']);
  });

  it('says what will run once it is on', async () => {
    const { home, data } = setUp(plain);
    const changes = changesOver(home, data);
    const outcome = await changes.plan({ id: 'b@m', enable: true, project: null });
    expect(outcome.ok && outcome.plan.runs).toEqual(['2 hooks run with your rights.']);
    await changes.close();
  });

  it('keeps comments, odd spacing, CRLF, the mark and the missing final newline', async () => {
    const { home, data, file } = setUp(crooked);
    const changes = changesOver(home, data);
    await flip(changes, 'a@m', false);
    await changes.close();
    expect(readFileSync(file, 'utf8')).toBe(crooked.replace('"a@m":true', '"a@m":false'));
  });

  it('writes through a link and keeps mode and owner', async () => {
    const { home, data, file } = setUp();
    const real = join(temporaryFolder(), 'dotfiles.json');
    writeFileSync(real, plain);
    chmodSync(real, 0o640);
    symlinkSync(real, file);
    const changes = changesOver(home, data);
    const change = await flip(changes, 'b@m', true);
    await changes.close();
    expect(change.file).toBe(real);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(readFileSync(real, 'utf8')).toContain('"b@m": true');
  });

  it('keeps its data for this user alone, with a backup of the first text', async () => {
    const { home, data } = setUp(plain);
    const changes = changesOver(home, data);
    await flip(changes, 'a@m', false);
    await flip(changes, 'a@m', true);
    await changes.close();
    expect(statSync(data).mode & 0o777).toBe(0o700);
    const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const each of files) expect(statSync(join(each.parentPath, each.name)).mode & 0o077).toBe(0);
    const backup = files.find((each) => each.name === 'settings.json');
    expect(readFileSync(join(backup?.parentPath ?? '', 'settings.json'), 'utf8')).toBe(plain);
  });

  it.each([
    ['changed', (file: string) => writeFileSync(file, plain.replace('1, 2', '1, 3'))],
    ['is gone', (file: string) => rmSync(file)],
    ['does not parse any more', (file: string) => writeFileSync(file, '{')],
    ['became a folder', (file: string) => (rmSync(file), mkdirSync(file))],
    ['became a FIFO', (file: string) => (rmSync(file), execFileSync('mkfifo', [file]))],
  ])('is refused when the file %s since the diff was shown', async (_name, meddle) => {
    const { home, data, file } = setUp(plain);
    const changes = changesOver(home, data);
    const outcome = await changes.plan({ id: 'a@m', enable: false, project: null });
    meddle(file);
    await expect(changes.apply(outcome.ok ? outcome.plan.planId : '')).rejects.toMatchObject({ code: 'conflict' });
    expect(await changes.list(10)).toEqual([]);
    await changes.close();
  });

  it.each([
    ['does not parse', '{"enabledPlugins": {'],
    ['holds a list where the switches should be', '{"enabledPlugins": ["a@m"]}'],
    ['is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('is refused with the reason when the file %s', async (_name, text) => {
    const { home, data, file } = setUp();
    writeFileSync(file, text);
    const changes = changesOver(home, data);
    const outcome = await changes.plan({ id: 'a@m', enable: false, project: null });
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'broken-file' } });
    await changes.close();
  });

  it('applies a plan once', async () => {
    const { home, data } = setUp(plain);
    const changes = changesOver(home, data);
    const outcome = await changes.plan({ id: 'a@m', enable: false, project: null });
    const planId = outcome.ok ? outcome.plan.planId : '';
    await changes.apply(planId);
    await expect(changes.apply(planId)).rejects.toMatchObject({ code: 'not_found' });
    await changes.close();
  });

  it('says that it was not verified when the agent sees it otherwise', async () => {
    const { home, data } = setUp(plain);
    const { resolve } = oneFileAgent(home);
    const changes = changesOver(home, data, {
      resolve: async (id, project) => {
        const plugin = await resolve(id, project);
        return plugin && { ...plugin, effective: { ...plugin.effective, enabled: true, state: 'enabled' } };
      },
    });
    expect(await flip(changes, 'a@m', false)).toMatchObject({ applied: true, verified: false, effective: 'enabled' });
    await changes.close();
  });

  it('waits for the lock of the agent, and takes over one that was left behind', async () => {
    const { home, data, file } = setUp(plain);
    const changes = changesOver(home, data);
    mkdirSync(`${file}.lock`);
    let isFree = false;
    setTimeout(() => {
      isFree = true;
      rmSync(`${file}.lock`, { recursive: true });
    }, 150);
    await flip(changes, 'a@m', false);
    expect(isFree).toBe(true);
    mkdirSync(`${file}.lock`);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(`${file}.lock`, longAgo, longAgo);
    await flip(changes, 'a@m', true);
    await changes.close();
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  it('switches a part and verifies it by the agent’s own answer', async () => {
    const { home, data, file } = setUp(plain);
    const changes = changesOver(home, data);
    const component = { kind: 'mcp-server' as const, name: 'db' };
    const outcome = await changes.plan({ id: 'a@m', enable: false, project: null, component });
    const change = await changes.apply(outcome.ok ? outcome.plan.planId : '');
    expect(change).toMatchObject({ verified: true, component });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ off: ['db'] });
    const undo = await changes.planUndo(change.id);
    expect(await changes.apply(undo.ok ? undo.plan.planId : '')).toMatchObject({ verified: true });
    expect(readFileSync(file, 'utf8')).toBe(plain);
    await changes.close();
  });
});

describe('a second look', () => {
  it('notes both texts when another program wrote its older copy back', async () => {
    const { home, data, file } = setUp(plain);
    const changes = changesOver(home, data, { lookAgainMs: 100 });
    const seen: Change[] = [];
    changes.onRecorded((change) => seen.push(change));
    const change = await flip(changes, 'a@m', false);
    writeFileSync(file, `${plain}\n`);
    await expect.poll(() => seen.some((each) => each.kind === 'outside')).toBe(true);
    const [outside, mine] = await changes.list(2);
    expect(outside).toMatchObject({ kind: 'outside', asked: 'watcher', beforeHash: change.afterHash });
    expect(mine).toMatchObject({ id: change.id, verified: false, effective: 'enabled' });
    expect(mine?.note).toContain(outside?.id);
    await changes.close();
  });

  it('is content when another program changed something else', async () => {
    const { home, data, file } = setUp(plain);
    const changes = changesOver(home, data, { lookAgainMs: 50 });
    await flip(changes, 'a@m', false);
    writeFileSync(file, `${JSON.stringify({ new: 1, ...JSON.parse(readFileSync(file, 'utf8')) })}\n`);
    await changes.close();
    const later = changesOver(home, data);
    expect(await later.list(10)).toMatchObject([{ kind: 'switch', verified: true }]);
    await later.close();
  });
});

describe('undo', () => {
  it('puts back the exact bytes, and can itself be put back', async () => {
    const { home, data, file } = setUp(crooked);
    const changes = changesOver(home, data);
    const change = await flip(changes, 'b@m', true);
    const after = readFileSync(file, 'utf8');
    const undo = await changes.planUndo(change.id);
    const undone = await changes.apply(undo.ok ? undo.plan.planId : '');
    expect(readFileSync(file, 'utf8')).toBe(crooked);
    expect(undone).toMatchObject({ kind: 'undo', undoes: change.id, applied: true });
    expect((await changes.list(10)).at(-1)).toMatchObject({ state: 'undone', undoneBy: undone.id, applied: true });
    const redo = await changes.planUndo(undone.id);
    await changes.apply(redo.ok ? redo.plan.planId : '');
    expect(readFileSync(file, 'utf8')).toBe(after);
    expect(await changes.planUndo(change.id)).toMatchObject({ ok: false, refusal: { code: 'already' } });
    await changes.close();
  });

  it('puts an older change back and leaves a newer one in the same file', async () => {
    const { home, data, file } = setUp(plain);
    const changes = changesOver(home, data);
    const older = await flip(changes, 'a@m', false);
    const newer = await flip(changes, 'new@m', true);
    const undo = await changes.planUndo(older.id);
    expect(undo.ok && undo.plan.options[0]?.reason).toContain('only this change');
    await changes.apply(undo.ok ? undo.plan.planId : '');
    expect(JSON.parse(readFileSync(file, 'utf8')).enabledPlugins).toEqual({ 'a@m': true, 'b@m': false, 'new@m': true });
    const rest = await changes.planUndo(newer.id);
    await changes.apply(rest.ok ? rest.plan.planId : '');
    expect(readFileSync(file, 'utf8')).toBe(plain);
    await changes.close();
  });

  it('removes a file it made, and leaves one that others added to', async () => {
    const { home, data, file } = setUp();
    const changes = changesOver(home, data);
    const first = await flip(changes, 'a@m', true);
    expect(first.diff.creates).toBe(true);
    const undo = await changes.planUndo(first.id);
    expect(await changes.apply(undo.ok ? undo.plan.planId : '')).toMatchObject({ applied: true, verified: true });
    expect(existsSync(file)).toBe(false);
    const second = await flip(changes, 'a@m', true);
    writeFileSync(file, `${JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), theirs: true }, null, 2)}\n`);
    const partial = await changes.planUndo(second.id);
    await changes.apply(partial.ok ? partial.plan.planId : '');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ theirs: true });
    await changes.close();
  });

  it('puts only its own change back when the agent rewrote the whole file meanwhile', async () => {
    const { home, data, file } = setUp(plain);
    const changes = changesOver(home, data);
    const change = await flip(changes, 'a@m', false);
    const { enabledPlugins, other } = JSON.parse(readFileSync(file, 'utf8'));
    const rewritten = JSON.stringify(
      { other, enabledPlugins: { 'z@m': true, ...enabledPlugins }, extra: 'x' },
      null,
      4,
    );
    writeFileSync(file, rewritten);
    const undo = await changes.planUndo(change.id);
    const undone = await changes.apply(undo.ok ? undo.plan.planId : '');
    expect(undone).toMatchObject({ applied: true, verified: true });
    expect(readFileSync(file, 'utf8')).toBe(rewritten.replace('"a@m": false', '"a@m": true'));
    await changes.close();
  });

  it.each([
    ['the value was changed again', (text: string) => text.replace('"a@m": false', '"a@m": "odd"'), 'changed-since'],
    ['the file does not parse', () => '{', 'broken-file'],
    ['the old text is back', () => plain, 'already'],
  ])('is refused with the reason when %s', async (_name, meddle, code) => {
    const { home, data, file } = setUp(plain);
    const changes = changesOver(home, data);
    const change = await flip(changes, 'a@m', false);
    writeFileSync(file, meddle(readFileSync(file, 'utf8')));
    expect(await changes.planUndo(change.id)).toMatchObject({ ok: false, refusal: { code } });
    await changes.close();
  });

  it('does not know a change that never was', async () => {
    const { home, data } = setUp(plain);
    const changes = changesOver(home, data);
    await expect(changes.planUndo('20260101-00000000')).rejects.toMatchObject({ code: 'not_found' });
    await changes.close();
    expect(existsSync(data)).toBe(false);
  });
});

describe('the next start', () => {
  it('settles and announces what a killed run left, without being asked', async () => {
    const { home, data, file } = setUp(plain);
    const journal = await openJournal(data, () => new Date());
    const change = openIntent(journal, file);
    journal.close();
    const changes = changesOver(home, data);
    const seen: Change[] = [];
    changes.onRecorded((each) => seen.push(each));
    await expect.poll(() => seen.map(({ id, state }) => [id, state])).toEqual([[change.id, 'failed']]);
    await changes.close();
  });
});

describe('when the machine refuses', () => {
  it('says so and leaves the file when a part of its path is a file', async () => {
    const { home, data } = setUp();
    writeFileSync(join(home, 'blocked'), 'x');
    const changes = changesOver(join(home, 'blocked'), data);
    const outcome = await changes.plan({ id: 'a@m', enable: true, project: null });
    await expect(changes.apply(outcome.ok ? outcome.plan.planId : '')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await changes.list(1)).toMatchObject([{ state: 'failed', applied: false }]);
    expect(readFileSync(join(home, 'blocked'), 'utf8')).toBe('x');
    await changes.close();
  });

  it('writes nothing without a journal', async () => {
    const { home, file } = setUp(plain);
    const data = join(home, 'taken');
    writeFileSync(data, 'x');
    const changes = changesOver(home, data);
    await expect(flip(changes, 'a@m', false)).rejects.toMatchObject({ code: 'unavailable' });
    expect(readFileSync(file, 'utf8')).toBe(plain);
    await changes.close();
  });

  it('keeps the old text and no half file when the disk is full', async (context) => {
    const disk = smallDisk(temporaryFolder());
    if (disk === undefined) return context.skip('no right to mount a small disk here');
    const file = join(disk, 'settings.json');
    writeFileSync(file, plain.replace('[1, 2]', JSON.stringify('x'.repeat(600_000))));
    const before = readFileSync(file, 'utf8');
    const changes = changesOver(disk, join(temporaryFolder(), 'data'));
    await expect(flip(changes, 'a@m', false)).rejects.toMatchObject({ code: 'unavailable' });
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(readdirSync(disk)).toEqual(['settings.json']);
    expect(await changes.list(1)).toMatchObject([{ state: 'failed' }]);
    await changes.close();
  });

  it('writes nothing when its own disk is full', async (context) => {
    const { home, file } = setUp(plain);
    const disk = smallDisk(temporaryFolder());
    if (disk === undefined) return context.skip('no right to mount a small disk here');
    const changes = changesOver(home, join(disk, 'data'));
    await flip(changes, 'a@m', false);
    fillUp(disk);
    await expect(flip(changes, 'a@m', true)).rejects.toMatchObject({ code: 'unavailable' });
    await changes.close();
    expect(readFileSync(file, 'utf8')).toBe(plain.replace('"a@m": true', '"a@m": false'));
  });

  it('refuses while another Gatehouse holds the file, without a word in the journal', async () => {
    const { home, data, file } = setUp(plain);
    mkdirSync(data, { mode: 0o700 });
    const held = await takeOwnLock(data, file, 0);
    await expect(takeOwnLock(data, file, 50)).rejects.toMatchObject({ code: 'unavailable' });
    held.release();
    const changes = changesOver(home, data);
    expect(await flip(changes, 'a@m', false)).toMatchObject({ applied: true });
    await changes.close();
  });

  it('moves a damaged journal aside and says where it lies', async () => {
    const { home, data } = setUp(plain);
    mkdirSync(data);
    writeFileSync(join(data, 'state.db'), 'this is no database, but long enough to be read as one. '.repeat(40));
    const changes = changesOver(home, data);
    const change = await flip(changes, 'a@m', false);
    const [aside] = await changes.damagedJournals();
    expect(change.note).toContain(aside);
    expect(readFileSync(aside ?? '', 'utf8')).toContain('no database');
    await changes.close();
  });
});

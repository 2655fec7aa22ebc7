import { existsSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { figure } from '#test/helpers/figure';
import { notRun } from '#test/helpers/not-run-list';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { flipShaped, type Shape, type ShapedHome, shapedChanges, shapedHome, shapes } from './shaped-agent.ts';
import { type Call, callsWithin, hasStrace, isTemporary, traced } from './struck-call.ts';

if (!hasStrace) notRun('kills and failures at each system call of a write', 'apt-get install strace');

interface Place extends ShapedHome {
  home: string;
  data: string;
  trace: string;
  args: string[];
}

async function place(shape: Shape): Promise<Place> {
  const folder = temporaryFolder();
  const [home, data] = [join(folder, 'home'), join(folder, 'data')];
  const made = await shapedHome(home, data, shape);
  return { ...made, home, data, trace: join(folder, 'trace'), args: [made.file, data, shape] };
}

function textNow({ folder, file }: Place): string | undefined {
  const path = join(folder, file.split('/').at(-1) ?? '');
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** As after a crash: looks at everything, starts anew, and switches once more. */
async function mustBeClean(at: Place, shape: Shape): Promise<'old' | 'new'> {
  const text = textNow(at);
  expect([at.old, at.next]).toContain(text);
  const isNew = text === at.next;
  // The lock of the agent's kind is a folder; ten seconds later it counts as left behind.
  for (const lock of [`${at.file}.lock`, join(at.folder, 'settings.json.lock')]) {
    if (existsSync(lock)) utimesSync(lock, new Date(0), new Date(0));
  }
  const changes = shapedChanges(at.file, at.data);
  const rows = await changes.list(10);
  const ours = shape === 'undo' ? rows.filter((row) => row.kind === 'undo') : rows;
  expect(ours.slice(1), `${shape}: more rows than writes`).toEqual([]);
  if (isNew) expect(ours[0]).toMatchObject({ state: 'applied', applied: true });
  else if (ours[0] !== undefined) expect(ours[0]).toMatchObject({ state: 'failed', applied: false });
  if (shape === 'undo') {
    expect(rows.find((row) => row.kind === 'switch')?.state).toBe(isNew ? 'undone' : 'applied');
  }
  expect(await flipShaped(changes, 'b@m', true)).toMatchObject({ applied: true, verified: true });
  await changes.close();
  const name = at.file.split('/').at(-1) ?? '';
  expect(readdirSync(at.folder)).toEqual([name]);
  expect(readdirSync(join(at.home, 'agent'))).toEqual([name]);
  return isNew ? 'new' : 'old';
}

/** Two at a time, each in a home of its own. */
async function forEach<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
  };
  await Promise.all([worker(), worker()]);
}

async function callsOf(shape: Shape, from: (line: string) => boolean): Promise<Call[]> {
  const at = await place(shape);
  const { trace } = await traced([], at.trace, at.args);
  return callsWithin(trace, from);
}

function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)]).filter(
    (each) => each !== undefined,
  );
}

/** Each call until the new text is in place, and so many of those that follow. */
const DENSE = 24;
const KILLS = 36;

describe.runIf(hasStrace)('a process killed at a system call of its write', () => {
  const seen = { kills: 0, old: 0, new: 0, 'calls in the windows': 0, 'blows beside the window': 0 };

  it.each(shapes)(
    'leaves the old or the new text, a right journal and a clean next start: %s',
    { timeout: 300_000 },
    async (shape) => {
      const calls = await callsOf(shape, isTemporary);
      seen['calls in the windows'] += calls.length;
      await forEach([...calls.slice(0, DENSE), ...spread(calls.slice(DENSE), KILLS)], async ({ name, nth }) => {
        const at = await place(shape);
        const options = ['-e', `trace=openat,${name}`, '-e', `inject=${name}:signal=KILL:when=${nth}`];
        const { trace } = await traced(options, at.trace, at.args);
        const isInside = trace.split('\n').some(isTemporary) && trace.includes('killed by SIGKILL');
        const state = await mustBeClean(at, shape);
        if (!isInside) seen['blows beside the window'] += 1;
        else {
          seen.kills += 1;
          seen[state] += 1;
        }
      });
    },
  );

  it('was killed at least 200 times between the temporary file and the end of the journal', () => {
    figure('Kills at system calls', seen);
    expect(seen.kills).toBeGreaterThanOrEqual(200);
    expect(seen.old).toBeGreaterThan(0);
    expect(seen.new).toBeGreaterThan(0);
  });
});

/** What a disk can say, by call. */
const refusals: Record<string, readonly string[]> = {
  openat: ['ENOSPC', 'EROFS', 'EACCES', 'EMFILE'],
  write: ['ENOSPC', 'EIO', 'EDQUOT'],
  pwrite64: ['ENOSPC', 'EIO'],
  fsync: ['EIO', 'ENOSPC'],
  fdatasync: ['EIO'],
  rename: ['EIO', 'EACCES', 'EROFS', 'ENOSPC'],
  link: ['EIO', 'EACCES', 'ENOSPC'],
  unlink: ['EIO', 'EACCES'],
  mkdir: ['ENOSPC', 'EROFS', 'EACCES'],
  fchmod: ['EPERM'],
  ftruncate: ['EIO', 'ENOSPC'],
};

describe.runIf(hasStrace)('a disk that fails at one system call of a write', () => {
  const seen = {
    failures: 0,
    'beside the write': 0,
    'ended with a message': 0,
    'written all the same': 0,
    old: 0,
    new: 0,
  };

  it.each(shapes)(
    'ends with a clear error and the old text, or is written: %s',
    { timeout: 300_000 },
    async (shape) => {
      const calls = (await callsOf(shape, (line) => line.includes('/data/locks/'))).filter(
        ({ name }) => name in refusals,
      );
      const blows = calls.flatMap((call) => (refusals[call.name] ?? []).map((error) => ({ ...call, error })));
      await forEach(spread(blows, 40), async ({ name, nth, error }) => {
        const at = await place(shape);
        const { out, err, code, trace } = await traced(
          ['-e', `trace=${name}`, '-e', `inject=${name}:error=${error}:when=${nth}`],
          at.trace,
          at.args,
        );
        const what = `${shape}: ${name} ${nth} ${error}`;
        // The count of calls differs a little from run to run: then the blow fell while the program itself was read.
        const blow = trace.split('\n').find((line) => line.includes('(INJECTED)'));
        if (blow === undefined || !(blow.includes(at.home) || blow.includes(at.data))) {
          seen['beside the write'] += 1;
          return;
        }
        expect({ what, err, code }).toEqual({ what, err: '', code: 0 });
        const said = JSON.parse(out) as { applied?: boolean; code?: string; message?: string };
        const isNew = textNow(at) === at.next;
        expect([at.old, at.next]).toContain(textNow(at));
        seen.failures += 1;
        if (said.applied === true) {
          seen['written all the same'] += 1;
          expect(isNew, what).toBe(true);
        } else {
          seen['ended with a message'] += 1;
          expect(said, what).toMatchObject({ code: expect.stringMatching(/^(?:unavailable|conflict)$/) });
          expect(said.message, what).toMatch(/\w+ \w+/);
          if (isNew) expect(said.message, what).toContain('was written as change');
        }
        seen[await mustBeClean(at, shape)] += 1;
      });
    },
  );

  it('was told so at least 100 times', () => {
    figure('Failures at system calls', seen);
    expect(seen.failures).toBeGreaterThanOrEqual(100);
  });
});

describe('a folder that vanishes', () => {
  it('between the diff and the yes ends with a conflict and is not made again', async () => {
    const at = await place('settings.json');
    const changes = shapedChanges(at.file, at.data);
    const outcome = await changes.plan({ id: 'a@m', enable: false, project: null });
    if (!outcome.ok) throw new Error(outcome.refusal.reason);
    rmSync(at.folder, { recursive: true });
    await expect(changes.apply(outcome.plan.planId)).rejects.toMatchObject({ code: 'conflict' });
    expect(existsSync(at.folder)).toBe(false);
    expect(await changes.list(10)).toEqual([]);
    await changes.close();
  });
});

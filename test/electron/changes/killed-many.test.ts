import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { notRun } from '#test/helpers/not-run-list';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { changesOfMany } from './many-agent.ts';

const program = join(import.meta.dirname, 'flip-many-program.ts');
const json = '{\n  "enabledPlugins": { "a": true, "b": true } // mine\n}\n';
const toml = '[plugins.k]\r\nenabled = true # mine\r\n';
const [nextJson, nextToml] = [json.replaceAll('true', 'false'), toml.replace('true', 'false')];
const probe = ['-f', '-e', 'trace=rmdir', '-o', '/dev/null', '--', 'true'];
const hasStrace = spawnSync('strace', probe, { stdio: 'ignore' }).status === 0;
if (!hasStrace) notRun('kills in the middle of a change of several files', 'apt-get install strace');

/** Runs the change and kills it at the how-manieth call of that name. */
function killedAt(call: string, nth: number, home: string, data: string): Promise<number | null> {
  const inject = ['-f', '-e', `trace=${call}`, '-e', `inject=${call}:signal=KILL:when=${nth}`, '-o', '/dev/null'];
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', program];
  const child = spawn('strace', [...inject, '--', ...node, home, data, 'c:a', 'c:b', 'x:k'], { stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}

async function mustBeSettled(home: string, data: string): Promise<string> {
  const [settings, config] = [join(home, 'settings.json'), join(home, 'config.toml')];
  const [first, second] = [readFileSync(settings, 'utf8'), readFileSync(config, 'utf8')];
  expect([json, nextJson]).toContain(first);
  expect([toml, nextToml]).toContain(second);
  if (second === nextToml) expect(first).toBe(nextJson);
  const changes = changesOfMany(home, data);
  const rows = (await changes.list(10)).toReversed();
  const states = [first === nextJson, second === nextToml].map((isNew) => (isNew ? 'applied' : 'failed'));
  expect(rows.map((each) => each.state)).toEqual(states.slice(0, rows.length));
  expect(states.slice(rows.length)).not.toContain('applied');
  if (existsSync(`${settings}.lock`)) rmdirSync(`${settings}.lock`);
  const group = rows[0]?.group;
  if (group !== undefined && first === nextJson) {
    expect(group.files).toBe(2);
    const undo = await changes.planUndoGroup(group.id);
    if (!undo.ok) throw new Error(undo.reason);
    await changes.applyMany(undo.plan.planId);
  }
  await changes.close();
  expect([readFileSync(settings, 'utf8'), readFileSync(config, 'utf8')]).toEqual([json, toml]);
  return `${first === nextJson ? 'new' : 'old'} ${second === nextToml ? 'new' : 'old'}`;
}

describe('a change of several files whose process is killed', () => {
  it.runIf(hasStrace)(
    'leaves each file old or new in order, is settled at the next start, and can be put back (18 kills)',
    { timeout: 180_000 },
    async () => {
      const points = ['rename', 'fsync', 'unlink'].flatMap((call) =>
        [1, 2, 3, 4, 5, 6].map((nth) => [call, nth] as const),
      );
      const seen = new Set<string>();
      const worker = async () => {
        for (let point = points.shift(); point !== undefined; point = points.shift()) {
          const home = temporaryFolder();
          const data = join(temporaryFolder(), 'data');
          writeFileSync(join(home, 'settings.json'), json);
          writeFileSync(join(home, 'config.toml'), toml);
          await killedAt(...point, home, data);
          seen.add(await mustBeSettled(home, data));
        }
      };
      await Promise.all([worker(), worker()]);
      expect(seen).toContain('new old');
      expect(seen).toContain('old old');
    },
  );
});

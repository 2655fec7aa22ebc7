import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'smol-toml';
import { expect, it } from 'vitest';
import { figure } from '#test/helpers/figure';
import { temporaryFolder } from '#test/helpers/temporary-folder';
import { shapedChanges } from './shaped-agent.ts';

const SECONDS = Number(process.env['GATEHOUSE_SHARED_SECONDS'] ?? 60);

interface Tally {
  written: string[];
  conflicts: number;
}

function start(program: string, args: readonly string[]): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const path = join(import.meta.dirname, program);
    const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 && err === '') resolve(JSON.parse(out) as Tally);
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}: ${err}`));
    });
  });
}

/** Reads over and over until told to stop; each text must be whole. */
async function sample(file: string, read: (text: string) => unknown, isOver: () => boolean): Promise<number> {
  let samples = 0;
  while (!isOver()) {
    read(readFileSync(file, 'utf8'));
    samples += 1;
    await pause(2);
  }
  return samples;
}

it('every write of two Gatehouse processes at each file and of an agent is accounted for', {
  timeout: 300_000,
}, async () => {
  const home = temporaryFolder();
  const data = join(temporaryFolder(), 'data');
  const [json, toml] = [join(home, 'settings.json'), join(home, 'config.toml')];
  writeFileSync(json, '{\n  "enabledPlugins": {}\n}\n');
  writeFileSync(toml, '# mine\nmodel = "x"\n');
  let isOver = false;
  const samples = Promise.all([
    sample(
      json,
      (text) => JSON.parse(text),
      () => isOver,
    ),
    sample(
      toml,
      (text) => parse(text),
      () => isOver,
    ),
  ]);
  const seconds = String(SECONDS);
  const flipped = (file: string, id: string) => start('flip-while-program.ts', [file, data, id, seconds]);
  const [one, two, three, four, agent] = await Promise.all([
    flipped(json, 'one@m'),
    flipped(json, 'two@m'),
    flipped(toml, 'one@m'),
    flipped(toml, 'two@m'),
    start('write-while-program.ts', [json, seconds]),
  ]).finally(() => {
    isOver = true;
  });
  const sampled = await samples;
  const changes = shapedChanges(json, data);
  const rows = await changes.list(1_000_000);
  await changes.close();
  const applied = rows.filter((row) => row.kind === 'switch' && row.applied).map(({ id }) => id);
  const made = [one, two, three, four].flatMap(({ written }) => written);
  expect(applied.toSorted()).toEqual(made.toSorted());
  expect(rows.filter((row) => row.state === 'started')).toEqual([]);
  const settings = JSON.parse(readFileSync(json, 'utf8')) as {
    seen: string[];
    enabledPlugins: Record<string, boolean>;
  };
  expect(settings.seen).toEqual(agent.written);
  const config = parse(readFileSync(toml, 'utf8')) as { plugins: Record<string, { enabled: boolean }> };
  for (const [file, id, tally] of [
    [json, 'one@m', one],
    [json, 'two@m', two],
    [toml, 'one@m', three],
    [toml, 'two@m', four],
  ] as const) {
    const last = rows.find((row) => row.id === tally.written.at(-1));
    const stands = file === json ? settings.enabledPlugins[id] : config.plugins[id]?.enabled;
    expect({ file, id, stands }).toEqual({ file, id, stands: last?.enable });
  }
  // Codex takes no lock and nobody else writes there, so its file is a chain without a gap.
  const chain = rows.filter((row) => row.kind === 'switch' && row.applied && row.file === toml).toReversed();
  for (const [index, row] of chain.entries()) if (index > 0) expect(row.beforeHash).toBe(chain[index - 1]?.afterHash);
  const overwritten = rows.filter((row) => row.kind === 'outside');
  expect(overwritten).toEqual([]);
  expect(readdirSync(home).toSorted()).toEqual(['config.toml', 'settings.json']);
  expect(existsSync(`${json}.lock`)).toBe(false);
  figure('Writers at one file', {
    seconds: SECONDS,
    'settings.json by two Gatehouse processes': `${one.written.length} and ${two.written.length}`,
    'config.toml by two': `${three.written.length} and ${four.written.length}`,
    'settings.json by the agent': agent.written.length,
    'conflicts refused': [one, two, three, four].reduce((sum, { conflicts }) => sum + conflicts, 0),
    'overwritten noticed': overwritten.length,
    'whole texts read': sampled.reduce((sum, each) => sum + each, 0),
  });
});

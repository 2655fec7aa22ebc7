import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Core, createCore } from '#app/core';
import { runningSessions } from '#app/running-sessions';
import { sharedFolder, whyNoShared } from '#test/helpers/shared-folder';

const home = mkdtempSync(join(tmpdir(), 'gatehouse-sessions-'));
const project = join(home, 'work', 'demo');
const rig = join(sharedFolder() ?? expect.fail(whyNoShared), 'rig');
const programs = join(process.env['GATEHOUSE_AGENT_CLIS'] ?? '', 'node_modules', '.bin');
const path = [programs, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);
let core: Core;

beforeAll(async () => {
  mkdirSync(project, { recursive: true });
  mkdirSync(join(home, '.codex'));
  writeFileSync(join(home, '.codex', 'config.toml'), `[projects."${project}"]\ntrust_level = "trusted"\n`);
  const log = (message: string) => process.stderr.write(`${message}\n`);
  core = await createCore({ home, data: join(home, 'data'), isSample: false, watch: false, asked: 'terminal', log });
});

afterAll(async () => {
  await core?.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

test.each([
  ['claude-code', 'run-claude.mjs', []],
  ['codex', 'run-codex.mjs', ['--', '-m', 'rig-model']],
])(
  'a session of %s is told while it runs, and no longer',
  async (agent, runner, args) => {
    const script = join(home, `${runner}.json`);
    writeFileSync(script, JSON.stringify([{ text: 'Done.', delay_ms: 5_000 }]));
    const began = Date.now();
    const command = [join(rig, runner), '--home', home, '--project', project, '--script', script, ...args];
    const child = spawn(process.execPath, command, { env: { PATH: path, HOME: home }, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await expect
      .poll(() => runningSessions(core.inventory), { timeout: 30_000 })
      .toMatchObject([{ agent, folder: project, isSure: true }]);
    const [session] = runningSessions(core.inventory);
    expect(Date.parse(session?.startedAt ?? '')).toBeGreaterThanOrEqual(began - 1_000);
    await ended;
    expect(runningSessions(core.inventory)).toEqual([]);
  },
  90_000,
);

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '#app/app';
import type { PlanOutcome } from '#contract/changes';
import { eventually } from '#test/helpers/eventually';
import { smallHome } from '#test/helpers/small-home';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const id = 'claude-code:plugin/alpha@tools';

function transcript(home: string, session: string, times: readonly number[], isError = false): void {
  const file = join(home, '.claude', 'projects', '-work', `${session}.jsonl`);
  mkdirSync(dirname(file), { recursive: true });
  const lines = times.map((at, index) => {
    const use = { type: 'tool_use', id: `toolu_${session}_${index}`, name: 'mcp__plugin_alpha_probe__ask', input: {} };
    const common = { sessionId: session, timestamp: new Date(at).toISOString(), cwd: '/work' };
    const back = { type: 'tool_result', tool_use_id: use.id, content: 'done', is_error: isError };
    const records = [
      { type: 'assistant', ...common, message: { content: [use] } },
      { type: 'user', ...common, message: { content: [back] } },
    ];
    return records.map((record) => `${JSON.stringify(record)}\n`).join('');
  });
  writeFileSync(file, lines.join(''));
}

test('a plugin that runs in a session begun after it was switched off is a problem with its evidence', async () => {
  const { home } = smallHome(temporaryFolder());
  const data = temporaryFolder();
  const log = () => {};
  const app = await createApp({ home, data, resources: '', door: 'serve', version: '1', log });
  onTestFinished(() => app.close());
  const context = { signal: new AbortController().signal, scopes: new Set(['read', 'control'] as const) };
  const ask = app.handlers;
  const before = Date.now() - 60_000;
  const outcome: PlanOutcome = await ask['changes.plan']({ id, enable: false, project: null }, context);
  if (!outcome.ok) return expect.fail(outcome.refusal.reason);
  await ask['changes.apply']({ planId: outcome.plan.planId }, context);
  const problems = async () => {
    const { plugins } = await ask['inventory.snapshot']({ project: null }, context);
    return plugins.find((plugin) => plugin.id === id)?.problems.filter((each) => each.code === 'ran-after-off');
  };

  // A session that was running already keeps what it has loaded: no leak.
  transcript(home, 'running', [before, Date.now() + 5_000]);
  await eventually(async () => expect((await ask['history.status']({}, context)).calls).toBe(2));
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect(await problems()).toEqual([]);

  // What failed because it is switched off is no leak either.
  transcript(home, 'refused', [Date.now() + 6_000], true);
  await eventually(async () => expect((await ask['history.status']({}, context)).calls).toBe(3));
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect(await problems()).toEqual([]);

  transcript(home, 'later', [Date.now() + 6_000]);
  await eventually(async () =>
    expect(await problems()).toMatchObject([
      { severity: 'warning', file: join(home, '.claude', 'projects', '-work', 'later.jsonl'), line: 1 },
    ]),
  );
}, 60_000);

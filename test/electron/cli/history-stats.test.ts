import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HistoryStats } from '#contract/history';
import { realTranscripts } from '#test/helpers/claude-transcripts';
import { sharedRollouts } from '#test/helpers/codex-rollouts';
import { countPlainly } from '#test/helpers/plain-rollout-count';
import { runGatehouse } from '#test/helpers/run-gatehouse';
import { sharedFolderFor } from '#test/helpers/shared-folder';
import { temporaryFolder } from '#test/helpers/temporary-folder';

const shared = sharedFolderFor('the numbers of history stats, counted a second time');

interface PlainCall {
  id: string;
  session: string;
  name: string;
  at: string;
}

/** Every `tool_use` that stands as an object anywhere in a line, with what the records around it say. */
function claudeCalls(lines: readonly string[], stem: string): PlainCall[] {
  return lines.flatMap((line) => {
    if (!line.includes('"tool_use"')) return [];
    let record: Record<string, unknown>;
    try {
      record = JSON.parse(line) as Record<string, unknown>;
    } catch {
      return [];
    }
    const { sessionId } = record;
    const session = typeof sessionId === 'string' ? sessionId : stem;
    return usesIn(record, String(record['timestamp'])).map((use) => ({ ...use, session }));
  });
}

function usesIn(value: unknown, time: string): Omit<PlainCall, 'session'>[] {
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Record<string, unknown>;
  const at = typeof object['timestamp'] === 'string' ? object['timestamp'] : time;
  const own = object['type'] === 'tool_use' && typeof object['name'] === 'string' && 'input' in object;
  const below = Object.values(object).flatMap((each) => usesIn(each, at));
  return own ? [{ id: String(object['id']), name: object['name'] as string, at }, ...below] : below;
}

describe.runIf(shared !== undefined)('all real transcripts and recordings in one home', () => {
  test('history stats and export say call by call what a plain scan finds', async () => {
    const home = temporaryFolder();
    const put = (path: string, lines: readonly string[]) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, lines.join('\n') + (lines.at(-1) === '' ? '' : '\n'));
    };
    const transcripts = realTranscripts(shared ?? '');
    const rollouts = sharedRollouts();
    for (const [at, { relative, lines }] of transcripts.entries()) {
      put(join(home, '.claude', 'projects', `p${at}`, relative), lines);
    }
    for (const [at, { relative, lines }] of rollouts.entries()) {
      const name = basename(relative).replace(/^rollout-/, '');
      put(join(home, '.codex', 'sessions', String(at), `rollout-${name}`), lines);
    }
    const where = ['--home', home, '--data', temporaryFolder()];
    const counted = JSON.parse((await runGatehouse(['history', 'stats', '--json', ...where])).stdout) as HistoryStats;
    const exported = (await runGatehouse(['history', 'export', ...where])).stdout
      .trim()
      .split('\n')
      .map(
        (line) => JSON.parse(line) as { agent: string; type: string; callId: string; session: string; name: string },
      );

    const calls = transcripts.flatMap(({ relative, lines }) => claudeCalls(lines, basename(relative, '.jsonl')));
    // The same call in a copy of its history, or in a sub-agent's file and its parent's, is one.
    const unique = new Map(calls.map((call) => [`${call.session} ${call.id}`, call]));
    const tools = [...unique.values()].filter((call) => call.name !== 'Skill');
    const claude = exported.filter((row) => row.agent === 'claude-code');
    const ids = (rows: readonly { session: string; callId: string }[]) =>
      rows.map((row) => `${row.session} ${row.callId}`).sort();
    expect(ids(claude.filter((row) => row.type === 'tool'))).toEqual(
      ids(tools.map((call) => ({ session: call.session, callId: call.id }))),
    );
    expect(claude.filter((row) => row.type === 'skill')).toHaveLength(unique.size - tools.length);
    expect(counted.byAgent['claude-code']).toBe(tools.length);

    const plain = rollouts.map((file) => countPlainly(file));
    const codex = exported.filter((row) => row.agent === 'codex' && row.type === 'tool');
    expect(codex.map((row) => row.callId.replace(/^gatehouse:line-/, '#')).sort()).toEqual(
      plain.flatMap((file) => [...file.ids]).sort(),
    );
    expect(counted.byAgent['codex']).toBe(codex.length);

    const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, each) => all + each, 0);
    expect(counted.total).toBe(tools.length + codex.length);
    for (const counts of [counted.byAgent, counted.byTool, counted.byOutcome, counted.byDay]) {
      expect(sum(counts)).toBe(counted.total);
    }
    const timed = tools.filter((call) => !Number.isNaN(Date.parse(call.at)));
    const days = Map.groupBy(timed, (call) => new Date(call.at).toISOString().slice(0, 10));
    for (const [day, found] of days) expect(counted.byDay[day] ?? 0).toBeGreaterThanOrEqual(found.length);
    for (const name of ['Bash', 'Read', 'Edit', 'Write', 'Grep', 'Task']) {
      expect(counted.byTool[name], name).toBe(tools.filter((call) => call.name === name).length);
    }
  }, 60_000);
});

import { describe, expect, test } from 'vitest';
import { codexTranscripts } from '#agents/codex/rollouts';
import { endOf, type RolloutFile, readLines, sharedRollouts, startsOf } from '../../../helpers/codex-rollouts.ts';
import { sharedFolderFor } from '../../../helpers/shared-folder.ts';

const shared = sharedFolderFor('Codex rollouts of real sessions, cut at every line');
const files = sharedRollouts();
const named = (name: string): RolloutFile => {
  const found = files.find((each) => each.relative.endsWith(name));
  if (found === undefined) throw new Error(`No rollout ${name} in the shared material.`);
  return found;
};
const readFile = (name: string) => readLines(named(name).lines, named(name).relative).flat();

describe.runIf(shared !== undefined)('rollouts of real sessions', () => {
  test.each(files.map((each) => [each.relative, each] as const))(
    'say the same of %s when reading stops after any line',
    (_name, file) => {
      const whole = readLines(file.lines, file.relative);
      const first = codexTranscripts.open(file);
      for (const [index, line] of file.lines.entries()) {
        first.read(line, index + 1);
        const second = codexTranscripts.open(file, first.state());
        const rest = file.lines.slice(index + 1).map((each, place) => [...second.read(each, index + place + 2)]);
        expect(rest).toEqual(whole.slice(index + 1));
      }
    },
  );

  test('are recognised as such where Codex or its users named them so', () => {
    const home = files.filter((each) => /rollout-(?:editing|attachments|subagents)/.test(each.relative));
    expect(home).toHaveLength(5);
    expect(home.every((each) => codexTranscripts.accepts(each.relative))).toBe(true);
  });

  test('tell of code mode who called what, with plugin, parent, duration and outcome', () => {
    const observed = readFile('codex-plugin.rollout.jsonl');
    const inner = startsOf(observed).filter((each) => each.callId.startsWith('exec-'));
    expect(inner.map((each) => [each.name, each.parent, each.explicit?.pluginId])).toEqual([
      ['mcp__probe__echo', 'call_mwsmw6pa_2_0', 'audit-demo@rig-market'],
      ['mcp__probe__env', 'call_mwsmw6pa_3_0', 'audit-demo@rig-market'],
      ['mcp__probe__fail', 'call_mwsmw6pa_4_0', 'audit-demo@rig-market'],
      ['mcp__probe__rpc_error', 'call_mwsmw6pa_5_0', 'audit-demo@rig-market'],
    ]);
    expect(inner.map((each) => endOf(observed, each.callId)?.outcome)).toEqual(['ok', 'ok', 'error', 'error']);
    expect(inner.map((each) => endOf(observed, each.callId)?.durationMs)).toEqual([1.525, 1.808, 1.438, 1.472]);
  });

  test('tell that the program failed where the plugin was off', () => {
    const observed = readFile('codex-plugin-off.rollout.jsonl');
    const outcomes = startsOf(observed).map((each) => endOf(observed, each.callId)?.outcome);
    expect(outcomes).toEqual(['error', 'error', 'error', 'error']);
  });

  test('have one row for a plain call and its native record', () => {
    const observed = readFile('codex-mcp-plain-tools.rollout.jsonl');
    expect(startsOf(observed).map((each) => [each.name, endOf(observed, each.callId)?.rank])).toEqual([
      ['mcp__everything__echo', 2],
      ['mcp__everything__get_sum', 2],
      ['exec_command', 2],
    ]);
  });

  test('link the sub-agents of a session to the calls that started them', () => {
    const links = readFile('rollout-subagents.jsonl').flatMap((each) =>
      each.kind === 'session' && each.parentCall !== undefined ? [[each.session, each.parentCall]] : [],
    );
    expect(new Map(links as [string, string][])).toEqual(
      new Map([
        ['019dbc03-79de-7d53-8196-3167d9a32762', 'call_8OH6877kwWsCioAo0t5q4SD1'],
        ['019dbc03-79ee-7ee0-b40b-26920c74c524', 'call_YLhnEvlSUFUUdFauf7zFNkV6'],
      ]),
    );
    const child = readFile('rollout-subagents-019dbc03-79ee-7ee0-b40b-26920c74c524.jsonl');
    expect(startsOf(child)).toMatchObject([{ subAgent: 'Leibniz', name: 'exec_command' }]);
  });
});

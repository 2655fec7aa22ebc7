import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claudeTranscripts } from '#agents/claude-code/transcripts';
import type { CallEnd, CallStart, Observation } from '#agents/transcript';
import { observe, realTranscripts } from '#test/helpers/claude-transcripts';
import { sharedFolderFor } from '#test/helpers/shared-folder';

const envelope = {
  sessionId: 's1',
  timestamp: '2026-11-20T12:00:00.000Z',
  cwd: '/work/app',
  gitBranch: 'main',
  version: '2.1.330',
};
const answer = (blocks: unknown[], more: object = {}) =>
  JSON.stringify({ type: 'assistant', ...envelope, message: { model: 'opus', content: blocks }, ...more });
const use = (id: string, name = 'Bash', input: unknown = { command: 'ls' }) => ({ type: 'tool_use', id, name, input });
const result = (id: string, content: unknown = 'done', more: object = {}, block: object = {}) =>
  JSON.stringify({
    type: 'user',
    ...envelope,
    timestamp: '2026-11-20T12:00:01.500Z',
    message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content, ...block }] },
    ...more,
  });
const starts = (found: readonly Observation[]) => found.filter((each): each is CallStart => each.kind === 'start');
const ends = (found: readonly Observation[]) => found.filter((each): each is CallEnd => each.kind === 'end');

test('a call has its arguments, project, branch, model and version, and its result the time', () => {
  const found = observe([answer([use('t1')]), result('t1')]);
  expect(found).toEqual([
    {
      kind: 'start',
      session: 's1',
      callId: 't1',
      at: Date.parse(envelope.timestamp),
      type: 'tool',
      name: 'Bash',
      args: { format: 'json', text: '{"command":"ls"}' },
      project: '/work/app',
      branch: 'main',
      model: 'opus',
      agentVersion: '2.1.330',
      line: 1,
    },
    {
      kind: 'end',
      session: 's1',
      callId: 't1',
      rank: 1,
      outcome: 'ok',
      at: Date.parse('2026-11-20T12:00:01.500Z'),
      result: { format: 'text', text: 'done' },
    },
  ]);
});

test('parallel calls, split messages and several results in one record each find their own', () => {
  const both = JSON.stringify({
    type: 'user',
    ...envelope,
    toolUseResult: 'Error: whose?',
    message: { content: ['a', 'b'].map((id) => ({ type: 'tool_result', tool_use_id: id, content: id })) },
  });
  const found = observe([answer([use('a'), { type: 'text', text: 'x' }, use('b')]), answer([use('c')]), both]);
  expect(starts(found).map((each) => each.callId)).toEqual(['a', 'b', 'c']);
  expect(ends(found).map((each) => [each.callId, each.outcome])).toEqual([
    ['a', 'ok'],
    ['b', 'ok'],
  ]);
});

describe('how a call ended', () => {
  const error = { is_error: true };
  test.each([
    ['an error', result('t', 'Exit code 1', {}, error), 'error', undefined],
    ['an error told beside it', result('t', 'x', { toolUseResult: 'Error: no' }), 'error', undefined],
    ['refused by the user', result('t', 'no', { toolDenialKind: 'user-rejected' }, error), 'denied', 'user'],
    [
      'refused in words',
      result('t', "The user doesn't want to proceed with this tool use. The tool use was rejected", {}, error),
      'denied',
      'user',
    ],
    ['blocked by a mode', result('t', 'no', { toolDenialKind: 'automode-blocked' }, error), 'denied', 'classifier'],
    [
      'blocked by a rule',
      result('t', '<tool_use_error>Skill execution blocked by permission rules</tool_use_error>', {}, error),
      'denied',
      'rule',
    ],
    ['broken off', result('t', '[Request interrupted by user for tool use]', {}, error), 'cancelled', undefined],
    ['a broken off command', result('t', 'partly', { toolUseResult: { interrupted: true } }), 'cancelled', undefined],
    [
      'let through by the mode',
      result('t', 'x', { permissionDecision: { decision: 'accept', source: 'config', reasonType: 'mode' } }),
      'ok',
      'mode',
    ],
    [
      'refused by a rule of the settings',
      result('t', 'x', { permissionDecision: { decision: 'reject', source: 'config', reasonType: 'rule' } }, error),
      'denied',
      'rule',
    ],
  ])('%s', (_what, line, outcome, by) => {
    const [end] = ends(observe([answer([use('t')]), line]));
    expect(end?.outcome).toBe(outcome);
    expect(end?.decision?.by).toBe(by);
  });

  test('an interrupted turn cancels what has no result, and nothing else', () => {
    const interrupted = JSON.stringify({
      type: 'user',
      ...envelope,
      message: { content: [{ type: 'text', text: '[Request interrupted by user]' }] },
    });
    const found = observe([answer([use('a'), use('b')]), result('a'), interrupted]);
    expect(ends(found).map((each) => [each.callId, each.outcome, each.rank])).toEqual([
      ['a', 'ok', 1],
      ['b', 'cancelled', 0],
    ]);
  });
});

describe('results', () => {
  test('text blocks become one text, images a note, other blocks JSON', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(400) } };
    const text = { type: 'text', text: 'one' };
    const bodies = ends(
      observe([
        result('a', [text, { type: 'text', text: 'two' }]),
        result('b', [text, image]),
        result('c', [{ type: 'tool_reference', tool_name: 'x' }]),
      ]),
    ).map((each) => each.result);
    expect(bodies).toEqual([
      { format: 'text', text: 'one\ntwo' },
      { format: 'text', text: 'one\n[image: image/png, 300 bytes]' },
      { format: 'json', text: '[{"type":"tool_reference","tool_name":"x"}]' },
    ]);
  });

  test('a spilled result names its file, a told duration counts', () => {
    const text = 'Output too large. Full output saved to: /home/ada/.claude/projects/p/s1/tool-results/b1.txt';
    const [end] = ends(observe([result('t', text, { toolUseResult: { durationMs: 42 } })]));
    expect(end).toMatchObject({
      spilled: '/home/ada/.claude/projects/p/s1/tool-results/b1.txt',
      durationMs: 42,
    });
  });
});

test('calls of a sub-agent in progress records name it and the call that started it', () => {
  const progress = (inner: object) =>
    JSON.stringify({
      type: 'progress',
      ...envelope,
      parentToolUseID: 'task1',
      data: { type: 'agent_progress', agentId: 'a7', message: { timestamp: '2026-11-20T12:00:05.000Z', ...inner } },
    });
  const found = observe([
    progress({ type: 'assistant', message: { model: 'haiku', content: [use('inner')] } }),
    progress({
      type: 'user',
      message: { content: [{ type: 'tool_result', tool_use_id: 'inner', content: 'x' }] },
    }),
  ]);
  expect(starts(found)).toMatchObject([
    { callId: 'inner', session: 's1', subAgent: 'a7', parent: 'task1', at: Date.parse('2026-11-20T12:00:05.000Z') },
  ]);
  expect(ends(found)).toMatchObject([{ callId: 'inner', outcome: 'ok' }]);
});

test('the file of a sub-agent belongs to its session, and the result of its call says which call that was', () => {
  const line = JSON.stringify({
    type: 'assistant',
    agentId: 'a7',
    isSidechain: true,
    message: { content: [use('x')] },
  });
  expect(starts(observe([line], 'p/parent-session/subagents/agent-a7.jsonl'))).toMatchObject([
    { session: 'parent-session', subAgent: 'a7', at: 0 },
  ]);
  expect(observe([result('task1', 'launched', { toolUseResult: { agentId: 'a7' } })])).toContainEqual({
    kind: 'session',
    session: 's1',
    subAgent: 'a7',
    parentCall: 'task1',
  });
});

test('a forked session says once where its history comes from', () => {
  const forked = { forkedFrom: { sessionId: 's0', messageUuid: 'm' } };
  const found = observe([answer([use('a')], forked), result('a', 'x', forked)]);
  expect(found.filter((each) => each.kind === 'session')).toEqual([
    { kind: 'session', session: 's1', descendsFrom: ['s0'] },
  ]);
});

test('a label on the next answer names the server and plugin of the call that fed it, and ends nothing', () => {
  const name = 'mcp__plugin_audit-demo_probe__echo';
  const label = { attributionMcpServer: 'plugin:audit-demo:probe', attributionMcpTool: 'echo' };
  const found = observe([answer([use('m1', name)]), result('m1'), answer([{ type: 'text', text: 'so' }], label)]);
  expect(found.at(-1)).toEqual({
    kind: 'end',
    session: 's1',
    callId: 'm1',
    rank: 0,
    outcome: 'unknown',
    explicit: { server: 'probe', tool: 'echo', pluginName: 'audit-demo' },
  });
});

test('skills, typed commands and hooks are rows of their own kinds', () => {
  const typed = JSON.stringify({
    type: 'user',
    uuid: 'u1',
    ...envelope,
    message: { content: '<command-name>/demo:go</command-name><command-args>fast</command-args>' },
  });
  const stop = JSON.stringify({
    type: 'system',
    subtype: 'stop_hook_summary',
    uuid: 'u2',
    ...envelope,
    hookInfos: [{ command: '${CLAUDE_PLUGIN_ROOT}/stop.sh', durationMs: 12 }],
    hookErrors: [],
  });
  const hook = JSON.stringify({
    type: 'progress',
    uuid: 'u3',
    ...envelope,
    parentToolUseID: 'toolu_1',
    data: {
      type: 'hook_progress',
      hookEvent: 'PreToolUse',
      hookName: 'PreToolUse:Bash',
      command: '/home/ada/.claude/plugins/cache/market/demo/1.2.0/check.sh',
    },
  });
  const found = observe([answer([use('k1', 'Skill', { skill: 'demo:greet' })]), typed, stop, hook]);
  expect(starts(found)).toMatchObject([
    { type: 'skill', name: 'Skill', explicit: { skill: 'demo:greet' } },
    { type: 'command', name: '/demo:go', callId: 'gatehouse:command:u1', args: { text: 'fast' } },
    { type: 'hook', name: 'Stop', callId: 'gatehouse:hook:0:u2' },
    {
      type: 'hook',
      name: 'PreToolUse:Bash',
      parent: 'toolu_1',
      explicit: { pluginId: 'demo@market', version: '1.2.0' },
    },
  ]);
  expect(ends(found).map((each) => [each.callId, each.outcome, each.durationMs])).toEqual([
    ['gatehouse:command:u1', 'ok', undefined],
    ['gatehouse:hook:0:u2', 'ok', 12],
  ]);
});

describe('lines that are odd', () => {
  test('a broken line is told with its number, a foreign value or kind is counted', () => {
    const reader = claudeTranscripts.open({ path: '/p/a.jsonl', relative: 'p/a.jsonl' });
    const lines = [
      '{"type":"user","mess',
      '[1]',
      'null',
      '{"type":"from-the-future","x":1}',
      '{"x":1}',
      '',
      answer([use('a')]),
    ];
    const found = lines.flatMap((line, at) => reader.read(line, at + 1));
    expect(found.map((each) => (each.kind === 'problem' ? each.line : each.kind))).toEqual([1, 'start']);
    expect(Object.fromEntries(reader.skipped)).toEqual({
      list: 1,
      object: 1,
      'from-the-future': 1,
      'without a type': 1,
    });
  });

  test('any values in the places we look at never throw', () => {
    const odd = fc.oneof(fc.jsonValue(), fc.constantFrom('tool_use', 'tool_result', 's1'));
    const block = fc.record(
      {
        type: fc.constantFrom('tool_use', 'tool_result', 'text'),
        id: odd,
        tool_use_id: odd,
        name: odd,
        input: odd,
        content: odd,
      },
      { requiredKeys: [] },
    );
    const record = fc.record(
      {
        type: fc.constantFrom('user', 'assistant', 'progress', 'system', 'x'),
        sessionId: odd,
        timestamp: odd,
        message: fc.oneof(odd, fc.record({ content: fc.oneof(odd, fc.array(block)) })),
        data: fc.oneof(odd, fc.record({ type: odd, message: odd, hookEvent: odd })),
        toolUseResult: odd,
        permissionDecision: odd,
        hookInfos: odd,
        forkedFrom: odd,
        attributionMcpServer: odd,
        attributionMcpTool: odd,
      },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 6 }), fc.nat(6), (records, cut) => {
        const lines = records.map((each) => JSON.stringify(each));
        expect(observe(lines, 'p/s.jsonl', cut)).toEqual(observe(lines, 'p/s.jsonl'));
      }),
      { numRuns: 500 },
    );
  });
});

describe('where transcripts lie', () => {
  const machine = (platform: 'linux' | 'darwin' | 'win32', home: string, env: Record<string, string> = {}) => ({
    ...{ platform, home, env, osPolicy: () => undefined },
  });
  test.each([
    [machine('linux', '/home/a'), ['/home/a/.claude/projects', '/home/a/.cache/claude-cli-nodejs']],
    [
      machine('linux', '/home/a', { CLAUDE_CONFIG_DIR: '/c', XDG_CACHE_HOME: '/x' }),
      ['/c/projects', '/x/claude-cli-nodejs'],
    ],
    [machine('darwin', '/Users/a'), ['/Users/a/.claude/projects', '/Users/a/Library/Caches/claude-cli-nodejs']],
    [
      machine('win32', 'C:\\Users\\a'),
      ['C:\\Users\\a\\.claude\\projects', 'C:\\Users\\a\\AppData\\Local\\claude-cli-nodejs\\Cache'],
    ],
  ])('%j', (where, roots) => {
    expect(claudeTranscripts.roots(where)).toEqual(roots);
  });

  test.each([
    ['p/s.jsonl', true],
    ['p/s/subagents/agent-a.jsonl', true],
    ['p/s/subagents/workflows/w/agent-a.jsonl', true],
    ['-work-app/mcp-logs-probe/2026.jsonl', true],
    ['p/s/subagents/workflows/w/journal.jsonl', false],
    ['p/s/tool-results/x.jsonl', false],
    ['p/memory/x.jsonl', false],
    ['p/s.json', false],
  ])('%s: %s', (path, isOne) => {
    expect(claudeTranscripts.accepts(path)).toBe(isOne);
  });
});

test('the log of a server tells durations, failures and failed starts', () => {
  const at = (second: number) => `2026-11-20T12:00:0${second}.000Z`;
  const line = (text: string, second: number, key = 'debug') =>
    JSON.stringify({ [key]: text, timestamp: at(second), sessionId: 's1', cwd: '/work' });
  const found = observe(
    [
      line('Successfully connected (transport: stdio) in 100ms', 0),
      line('Calling MCP tool: echo', 1),
      line("Tool 'echo' completed successfully in 7ms", 1),
      line('Calling MCP tool: slow', 2),
      line("Tool 'slow' completed successfully in 3s", 5),
      line("Tool 'die' failed after 0s: Connection closed", 6),
      line('Executable not found in $PATH', 7, 'error'),
    ],
    '-work/mcp-logs-plugin-demo-probe/1.jsonl',
  );
  expect(found).toMatchObject([
    { what: 'connected', server: 'plugin-demo-probe', session: 's1' },
    { what: 'called', tool: 'echo' },
    { what: 'finished', tool: 'echo', durationMs: 7 },
    { what: 'called', tool: 'slow' },
    { what: 'finished', tool: 'slow', durationMs: 3_000 },
    { what: 'failed', tool: 'die', message: 'Connection closed' },
    { what: 'not-started', message: 'Executable not found in $PATH' },
  ]);
});

const shared = sharedFolderFor("Claude Code's real transcripts");
describe.runIf(shared !== undefined)('real transcripts', () => {
  const files = shared === undefined ? [] : realTranscripts(shared);

  test('read in two halves, cut at any line, they tell the same', () => {
    for (const { lines, relative } of files) {
      const whole = observe(lines, relative);
      const step = Math.max(1, Math.floor(lines.length / 25));
      for (let cut = 1; cut < lines.length; cut += step) expect(observe(lines, relative, cut)).toEqual(whole);
    }
  });

  /** Another way: every object anywhere in a line that has the type and an id. */
  function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null) return;
    if (!Array.isArray(value)) yield value as Record<string, unknown>;
    for (const each of Object.values(value)) yield* objectsIn(each);
  }

  test('a plain scan of all lines finds the same calls, with the same ends', () => {
    let counted = 0;
    for (const { lines, relative } of files) {
      const called = new Set<string>();
      const failed = new Map<string, boolean>();
      for (const line of lines.filter((each) => each.includes('tool_'))) {
        let record: unknown;
        try {
          record = JSON.parse(line);
        } catch {
          continue;
        }
        for (const object of objectsIn(record)) {
          const { type, id, tool_use_id: of, input, is_error: isError } = object;
          if (type === 'tool_use' && typeof id === 'string' && input !== undefined) called.add(id);
          if (type === 'tool_result' && typeof of === 'string' && !failed.has(of)) failed.set(of, isError === true);
        }
      }
      const found = observe(lines, relative);
      const mine = starts(found).filter((each) => each.type === 'tool' || each.type === 'skill');
      expect(new Set(mine.map((each) => each.callId)), relative).toEqual(called);
      for (const end of ends(found).filter((each) => each.rank === 1 && called.has(each.callId))) {
        if (failed.get(end.callId) === true) expect(end.outcome, end.callId).not.toBe('ok');
      }
      const dangling = [...called].filter((id) => !failed.has(id));
      const ended = new Set(
        ends(found)
          .filter((each) => each.rank === 1)
          .map((each) => each.callId),
      );
      for (const id of dangling) expect(ended.has(id)).toBe(false);
      counted += called.size;
    }
    expect(counted).toBeGreaterThan(490);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claudeTranscripts } from '#agents/claude-code/transcripts';
import {
  answer,
  endsOf as ends,
  envelope,
  prompt,
  result,
  startsOf as starts,
  use,
} from '#test/helpers/claude-records';
import { observe, realTranscripts } from '#test/helpers/claude-transcripts';
import { sharedFolderFor } from '#test/helpers/shared-folder';

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
    [
      'refused by a rule, told by its kind',
      result('t', 'Permission to use Bash has been denied.', { toolDenialKind: 'permission-rule' }, error),
      'denied',
      'rule',
    ],
    [
      'refused by a hook, told by the same kind',
      result('t', 'PreToolUse:Bash hook error: [check.sh]: no', { toolDenialKind: 'permission-rule' }, error),
      'denied',
      'hook',
    ],
    ['refused by a hook in words', result('t', 'Error: PreToolUse:Bash hook error', {}, error), 'denied', 'hook'],
    [
      'not granted by anybody',
      result('t', "Claude requested permissions to write to /a/b, but you haven't granted it yet.", {}, error),
      'denied',
      'unknown',
    ],
    [
      'of a kind nobody knows yet',
      result('t', 'no', { toolDenialKind: 'from-the-future' }, error),
      'denied',
      'unknown',
    ],
    ['broken off by kind', result('t', 'no', { toolDenialKind: 'interrupted' }, error), 'cancelled', undefined],
    [
      'given up because a call beside it failed',
      result('t', '<tool_use_error>Sibling tool call errored</tool_use_error>', {}, error),
      'cancelled',
      undefined,
    ],
    [
      'a file that speaks of refusals',
      result('t', "The user doesn't want to proceed. PreToolUse hook error: blocked"),
      'ok',
      undefined,
    ],
    [
      'an error that speaks of refusals further down',
      result('t', 'Exit code 1\nPreToolUse hook error: commit blocked by hook', {}, error),
      'error',
      undefined,
    ],
  ])('%s', (_what, line, outcome, by) => {
    const [end] = ends(observe([answer([use('t')]), line]));
    expect(end?.outcome).toBe(outcome);
    expect(end?.decision?.by).toBe(by);
  });

  test('an interrupted turn cancels what has no result, and nothing else', () => {
    const found = observe([answer([use('a'), use('b')]), result('a'), prompt('[Request interrupted by user]')]);
    expect(ends(found).map((each) => [each.callId, each.outcome, each.rank])).toEqual([
      ['a', 'ok', 1],
      ['b', 'cancelled', 0],
    ]);
  });

  test('a call left behind by a killed session is not ended by an interruption of a later turn', () => {
    const found = observe([
      answer([use('old')], {}, { id: 'm1' }),
      answer([use('inner')], { agentId: 'a7' }, { id: 'm2' }),
      answer([use('new')], {}, { id: 'm3' }),
      answer([use('beside')], {}, { id: 'm3' }),
      prompt('[Request interrupted by user for tool use]'),
    ]);
    expect(ends(found).map((each) => each.callId)).toEqual(['inner', 'new', 'beside']);
  });

  test('an interruption of a sub-agent ends its calls alone', () => {
    const found = observe([
      answer([use('outer')]),
      answer([use('inner')], { agentId: 'a7' }),
      prompt('[Request interrupted by user]', { agentId: 'a7' }),
    ]);
    expect(ends(found).map((each) => each.callId)).toEqual(['inner']);
  });

  test('a call of an answer that was broken off while it came was never made', () => {
    expect(ends(observe([answer([use('a')], { isAbortedMidStream: true })]))).toEqual([
      { kind: 'end', session: 's1', callId: 'a', rank: 0, outcome: 'cancelled' },
    ]);
  });

  test('in the mode that lets everything run, the mode decided, until another is told', () => {
    const found = observe([
      prompt('go', { permissionMode: 'bypassPermissions' }),
      answer([use('a'), use('b'), use('c')]),
      result('a'),
      result('b', '<tool_use_error>No such tool available</tool_use_error>', {}, error),
      JSON.stringify({ type: 'permission-mode', permissionMode: 'default', sessionId: 's1' }),
      result('c'),
    ]);
    expect(ends(found).map((each) => each.decision)).toEqual([
      { by: 'mode', allowed: true, reason: 'bypassPermissions' },
      undefined,
      undefined,
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
        result('d', [
          { type: 'audio', data: 'A'.repeat(40), mimeType: 'audio/wav' },
          { type: 'resource', resource: { uri: 'x:', blob: 'A'.repeat(40) } },
        ]),
      ]),
    ).map((each) => each.result);
    expect(bodies).toEqual([
      { format: 'text', text: 'one\ntwo' },
      { format: 'text', text: 'one\n[image: image/png, 300 bytes]' },
      { format: 'json', text: '[{"type":"tool_reference","tool_name":"x"}]' },
      { format: 'text', text: '[audio: audio/wav, 30 bytes]\n[resource: unknown type, 30 bytes]' },
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

test.each([
  ['/home/ada/p/s1/tool-results/b1.txt', 'Full output saved to: /home/ada/p/s1/tool-results/b1.txt\n\nPreview'],
  ['/Users/Ada L/p/s1/tool-results/b.1.txt', 'Full output saved to: /Users/Ada L/p/s1/tool-results/b.1.txt'],
  ['C:\\p\\s1\\tool-results\\m.json', 'Output has been saved to C:\\p\\s1\\tool-results\\m.json.\nFormat: JSON'],
  [undefined, 'The folder tool-results/ holds what was written to it'],
])('a spilled result is in %s', (path, text) => {
  expect(ends(observe([result('t', text)]))[0]?.spilled).toBe(path);
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

test('where the records of a sub-agent do not name it, the name of its file does', () => {
  const line = answer([use('x')], { isSidechain: true });
  expect(starts(observe([line], 'p/agent-a7.jsonl'))).toMatchObject([{ session: 's1', subAgent: 'a7' }]);
  expect(starts(observe([line], 'p/s1.jsonl'))).toMatchObject([{ session: 's1', subAgent: 'sidechain' }]);
});

test('a record without a time has that of the record before it', () => {
  const found = observe([answer([use('a')]), answer([use('b')], { timestamp: undefined })]);
  expect(starts(found).map((each) => each.at)).toEqual([
    Date.parse(envelope.timestamp),
    Date.parse(envelope.timestamp),
  ]);
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

test('a skill is given to its plugin by the label of the next answer, and by the folder it was loaded from', () => {
  const call = answer([use('k1', 'Skill', { skill: 'greet' })]);
  const label = { attributionSkill: 'demo:greet', attributionPlugin: 'demo' };
  const folder = '/home/ada/.claude/plugins/cache/market/demo/1.2.0/skills/greet';
  const found = observe([
    call,
    result('k1', 'Launching skill: greet'),
    prompt(`Base directory for this skill: ${folder}\n\nSay hello.`, { isMeta: true, sourceToolUseID: 'k1' }),
    answer([{ type: 'text', text: 'hello' }], label),
    answer([{ type: 'text', text: 'again' }], label),
  ]);
  const nothing = { kind: 'end', session: 's1', callId: 'k1', rank: 0, outcome: 'unknown' };
  expect(found.slice(2)).toEqual([
    { ...nothing, explicit: { pluginId: 'demo@market', version: '1.2.0' } },
    { ...nothing, explicit: { pluginName: 'demo', skill: 'demo:greet' } },
  ]);
});

test('a command told by a record of its own is typed too, tags of a skill that loads are not', () => {
  const local = { type: 'system', subtype: 'local_command', uuid: 'u9', ...envelope };
  const found = observe([
    JSON.stringify({ ...local, content: '<command-name>/mcp</command-name>\n <command-args></command-args>' }),
    JSON.stringify({ ...local, content: '<local-command-stdout><command-name>/no</command-name>' }),
    prompt('<command-message>greet</command-message>\n<command-name>greet</command-name>', { sourceToolUseID: 'k1' }),
  ]);
  expect(starts(found)).toMatchObject([{ type: 'command', name: '/mcp', callId: 'gatehouse:command:u9' }]);
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
      name: 'PreToolUse',
      parent: 'toolu_1',
      explicit: { tool: 'PreToolUse:Bash', pluginId: 'demo@market', version: '1.2.0' },
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
        attributionSkill: odd,
        attributionPlugin: odd,
        isAbortedMidStream: odd,
        permissionMode: odd,
        toolDenialKind: odd,
        agentId: odd,
        parentToolUseID: odd,
        sourceToolUseID: odd,
        content: odd,
        subtype: fc.constantFrom('stop_hook_summary', 'local_command'),
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

test('arguments, results and hook errors of any depth never throw', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const stop = { type: 'system', subtype: 'stop_hook_summary', hookInfos: [{ command: 'x' }], hookErrors: ['DEEP'] };
  const lines = [
    answer([use('a', 'Bash', 'DEEP')]),
    result('a', ['DEEP']),
    result('b', { x: 'DEEP' }),
    JSON.stringify({ ...envelope, ...stop }),
  ];
  const found = observe(lines.map((line) => line.replace('"DEEP"', deep)));
  const note = { format: 'text', text: '[nested too deeply to be kept]' };
  expect(starts(found)[0]?.args).toEqual(note);
  expect(ends(found).map((each) => each.result)).toEqual([note, note, note]);
});

test('lines of any text and states of any text never throw', () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom('{"type":"tool_use"}', '{"tool_result":', '{"open":[[1],["a","b"],null],"ended":7,"at":"x"}'),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 5 }), text, (lines, state) => {
      const reader = claudeTranscripts.open({ path: '/p/a.jsonl', relative: 'p/a.jsonl' }, state);
      for (const [at, line] of [...lines, answer([use('a')])].entries()) reader.read(line, at + 1);
      expect(reader.state()).toContain('"a"');
    }),
  );
});

test('keys in any order and spaces between them make no difference', () => {
  const lines = [prompt('go', { permissionMode: 'bypassPermissions' }), answer([use('a')]), result('a')];
  const turned = lines.map((line) => {
    const record = JSON.parse(line) as Record<string, unknown>;
    return JSON.stringify(Object.fromEntries(Object.entries(record).reverse()), null, 1).replaceAll('\n', ' ');
  });
  expect(observe(turned)).toEqual(observe(lines));
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

const shared = sharedFolderFor("Claude Code's real transcripts");
describe.runIf(shared !== undefined)('real transcripts', () => {
  const files = shared === undefined ? [] : realTranscripts(shared);

  test('handed over after every line, they tell the same as in one go', () => {
    for (const { lines, relative } of files) {
      const file = { path: `/projects/${relative}`, relative };
      const one = claudeTranscripts.open(file);
      let other = claudeTranscripts.open(file);
      for (const [at, line] of lines.entries()) {
        expect(other.read(line, at + 1), `${relative}:${at + 1}`).toEqual(one.read(line, at + 1));
        expect(other.state()).toBe(one.state());
        other = claudeTranscripts.open(file, other.state());
      }
      expect(one.state().length).toBeLessThan(60_000);
    }
  });
});

import { describe, expect, test } from 'vitest';
import { endOf, endsOf, readLines, readRecords, startsOf } from '../../../helpers/codex-rollouts.ts';

const at = (second: number) => `2026-10-06T00:00:${String(second).padStart(2, '0')}.000Z`;
const ms = (second: number) => Date.parse(at(second));
const record = (second: number, type: string, payload: object, over: object = {}) => ({
  timestamp: at(second),
  ...over,
  type,
  payload,
});
const item = (second: number, payload: object, over?: object) => record(second, 'response_item', payload, over);
const event = (second: number, payload: object, over?: object) => record(second, 'event_msg', payload, over);
const completed = (second: number, told: object, over: object = {}) =>
  event(second, { type: 'item_completed', thread_id: 't1', turn_id: 'turn-1', item: told, ...over });
const meta = (payload: object = {}, over?: object) =>
  record(
    0,
    'session_meta',
    { id: 't1', cwd: '/work', originator: 'codex-tui', cli_version: '0.169.0', ...payload },
    over,
  );
const call = (second: number, id: string, name: string, args: unknown = '{}', over: object = {}) =>
  item(second, { type: 'function_call', call_id: id, name, arguments: args, ...over });
const output = (second: number, id: string, text: unknown) =>
  item(second, { type: 'function_call_output', call_id: id, output: text });
const program = (second: number, id: string, input: string, turn = 'turn-1') =>
  item(second, {
    type: 'custom_tool_call',
    call_id: id,
    name: 'exec',
    input,
    internal_chat_message_metadata_passthrough: { turn_id: turn },
  });
const programOutput = (second: number, id: string, text: string) =>
  item(second, { type: 'custom_tool_call_output', call_id: id, output: [{ type: 'input_text', text }] });

describe('a session', () => {
  test('is named by the first session_meta, with its folder, branch, model and version on every call', () => {
    const observed = readRecords([
      meta({ git: { branch: 'main' } }),
      record(1, 'turn_context', { turn_id: 'turn-1', cwd: '/work/sub', model: 'gpt-5.4' }),
      call(2, 'c1', 'exec_command', '{"cmd":"ls"}'),
    ]);
    expect(observed[0]).toEqual({ kind: 'session', session: 't1', at: ms(0), project: '/work', client: 'codex-tui' });
    expect(startsOf(observed)).toEqual([
      {
        kind: 'start',
        session: 't1',
        callId: 'c1',
        at: ms(2),
        type: 'tool',
        name: 'exec_command',
        args: { format: 'json', text: '{"cmd":"ls"}' },
        project: '/work/sub',
        branch: 'main',
        model: 'gpt-5.4',
        agentVersion: '0.169.0',
        line: 3,
      },
    ]);
  });

  test('without session_meta has the uuid of its file, else the name of the file', () => {
    const uuid = '019dbc03-79de-7d53-8196-3167d9a32762';
    const named = readRecords([call(1, 'c1', 'shell')], `2026/04/23/rollout-2026-04-23T20-23-57-${uuid}.jsonl.zst`);
    expect(startsOf(named)[0]?.session).toBe(uuid);
    expect(startsOf(readRecords([call(1, 'c1', 'shell')], 'rollout-editing.jsonl'))[0]?.session).toBe(
      'rollout-editing',
    );
  });

  test('that was forked descends from the sessions its file names', () => {
    const observed = readRecords([
      meta({ forked_from_id: 'p1', history_base: { thread_id: 'p0' } }),
      record(0, 'session_meta', { id: 'p2', cwd: '/elsewhere' }),
      call(1, 'c1', 'shell'),
    ]);
    const facts = observed.filter((each) => each.kind === 'session');
    expect(facts.at(-1)).toMatchObject({ session: 't1', descendsFrom: ['p1', 'p0', 'p2'], project: '/work' });
    expect(startsOf(observed)[0]).toMatchObject({ session: 't1', project: '/work' });
  });

  test('of a sub-agent names its parent and the sub-agent, and its copied beginning belongs to the parent', () => {
    const spawn = { parent_thread_id: 'p1', depth: 1, agent_nickname: 'Harvey', agent_role: null };
    const observed = readRecords([
      meta({ source: { subagent: { thread_spawn: spawn } }, subagent_history_start_ordinal: 3 }, { ordinal: 0 }),
      item(1, { type: 'function_call', call_id: 'c1', name: 'spawn_agent', arguments: '{}' }, { ordinal: 1 }),
      item(2, { type: 'web_search_call', status: 'completed', action: {} }, { ordinal: 2 }),
      item(3, { type: 'function_call', call_id: 'c2', name: 'shell', arguments: '{}' }, { ordinal: 3 }),
      event(4, { type: 'turn_aborted' }, { ordinal: 4 }),
    ]);
    expect(observed[0]).toMatchObject({ parentSession: 'p1', descendsFrom: ['p1'] });
    expect(startsOf(observed).map(({ session, callId, subAgent }) => [session, callId, subAgent])).toEqual([
      ['p1', 'c1', undefined],
      ['t1', 'c2', 'Harvey'],
    ]);
    expect(endsOf(observed).map((each) => each.callId)).toEqual(['c2']);
  });

  test('that a call started is linked to that call by the file of its parent', () => {
    const observed = readRecords([
      meta(),
      call(1, 'c1', 'spawn_agent'),
      event(2, { type: 'collab_agent_spawn_end', call_id: 'c1', new_thread_id: 'child-1' }),
      call(3, 'c2', 'spawn_agent'),
      output(4, 'c2', '{"agent_id":"child-0002","nickname":"Leibniz"}'),
      call(5, 'c3', 'spawn_agent'),
      completed(6, { type: 'SubAgentActivity', id: 'c3', kind: 'started', agent_thread_id: 'child-3' }),
      completed(7, { type: 'SubAgentActivity', id: 'x', kind: 'completed', agent_thread_id: 'child-3' }),
    ]);
    expect(observed.filter((each) => each.kind === 'session').slice(1)).toEqual([
      { kind: 'session', session: 'child-1', parentSession: 't1', parentCall: 'c1' },
      { kind: 'session', session: 'child-0002', parentSession: 't1', parentCall: 'c2' },
      { kind: 'session', session: 'child-3', parentSession: 't1', parentCall: 'c3' },
    ]);
  });

  test('of the oldest builds has bare records, takes its time from the head and its folder from the first message', () => {
    const observed = readRecords([
      { id: 'old-1', timestamp: at(5), instructions: null, git: { branch: 'dev' } },
      { record_type: 'state' },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: '<environment_context>\n  <cwd>/old "place"</cwd>\n</environment_context>' },
        ],
      },
      { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'shell', arguments: '{"command":["ls"]}' },
      {
        type: 'function_call_output',
        call_id: 'c1',
        output: '{"output":"x","metadata":{"exit_code":2,"duration_seconds":0.3}}',
      },
      { type: 'local_shell_call', id: 'ls_1', status: 'completed', action: { type: 'exec', command: ['pwd'] } },
    ]);
    expect(
      startsOf(observed).map(({ session, callId, name, at: time, project, branch }) => [
        session,
        callId,
        name,
        time,
        project,
        branch,
      ]),
    ).toEqual([
      ['old-1', 'c1', 'shell', ms(5), '/old "place"', 'dev'],
      ['old-1', 'ls_1', 'local_shell', ms(5), '/old "place"', 'dev'],
    ]);
    expect(endOf(observed, 'c1')).toMatchObject({ outcome: 'error', durationMs: 300, rank: 1 });
    expect(endOf(observed, 'ls_1')).toMatchObject({ outcome: 'ok' });
  });
});

describe('names', () => {
  test.each([
    [{ namespace: 'mcp__anysearch', name: 'search' }, 'mcp__anysearch__search'],
    [{ namespace: 'mcp__anysearch__', name: 'search' }, 'mcp__anysearch__search'],
    [{ name: 'mcp__anysearch__search' }, 'mcp__anysearch__search'],
    [{ namespace: 'functions', name: 'exec_command' }, 'exec_command'],
    [{ namespace: null, name: 'shell' }, 'shell'],
    [{ namespace: 'codex_app', name: 'open' }, 'codex_app.open'],
  ])('of %o are told as %s', (named, name) => {
    const [start] = startsOf(readRecords([item(1, { type: 'function_call', call_id: 'c1', arguments: '', ...named })]));
    expect(start?.name).toBe(name);
  });
});

describe('how a call ended', () => {
  test.each([
    ['plain text', 'Plan updated', 'ok'],
    [
      'a shell that failed',
      'Chunk ID: 1\nWall time: 0.1 seconds\nProcess exited with code 1\nOutput:\nProcess exited with code 0',
      'error',
    ],
    [
      'a shell that went well and printed bad words',
      'Exit code: 0\nWall time: 0.1 seconds\nOutput:\nrejected by user',
      'ok',
    ],
    ['the old JSON', '{"output":"x","metadata":{"exit_code":0,"duration_seconds":0}}', 'ok'],
    ['an unknown tool', 'unsupported call: nope', 'error'],
    ['a stop by the user', 'aborted by user after 5.0s', 'cancelled'],
    ['a stop of a shell', 'Wall time: 5.0 seconds\naborted by user', 'cancelled'],
    ['a refused command', 'exec command rejected by user', 'denied'],
    ['a refused MCP call', 'user cancelled MCP tool call', 'denied'],
    ['a rule', '`rm -rf /` rejected: blocked by policy', 'denied'],
    ['a hook', 'Command blocked by PreToolUse hook: no. Command: rm', 'denied'],
    ['a model that judges', 'This action was rejected due to unacceptable risk.\nReason: no', 'denied'],
    ['blocks', [{ type: 'input_text', text: 'Process exited with code 3\nOutput:\n' }], 'error'],
    ['one block alone', { type: 'input_text', text: 'a.txt' }, 'ok'],
    ['a flag', { content: 'x', success: false }, 'error'],
    ['an MCP result in a string', '{"content":[],"isError":true}', 'error'],
  ])('is known of %s', (_what, text, outcome) => {
    const observed = readRecords([call(1, 'c1', 'some_tool'), output(2, 'c1', text)]);
    expect(endOf(observed, 'c1')).toMatchObject({ outcome, rank: 1, at: ms(2) });
  });

  test.each([
    ['on-request', 'exec command rejected by user', 'user'],
    ['never', 'user cancelled MCP tool call', 'mode'],
    ['never', 'x rejected: blocked by policy', 'rule'],
    ['never', 'Command blocked by PreToolUse hook: no. Command: rm', 'hook'],
    ['never', 'This action was rejected due to unacceptable risk.\nReason: no', 'classifier'],
  ])('says who refused: with the policy %s, "%s" was the %s', (approval, text, by) => {
    const observed = readRecords([
      record(0, 'turn_context', { approval_policy: approval }),
      call(1, 'c1', 'some_tool'),
      output(2, 'c1', text),
    ]);
    expect(endOf(observed, 'c1')?.decision).toMatchObject({ by, allowed: false });
  });

  test('stays open without output, and is cancelled when the turn was stopped', () => {
    const open = readRecords([call(1, 'c1', 'shell'), event(2, { type: 'task_complete' })]);
    expect(endsOf(open)).toEqual([]);
    const stopped = readRecords([
      call(1, 'c1', 'shell'),
      call(2, 'c2', 'shell'),
      output(3, 'c2', 'done'),
      event(4, { type: 'turn_aborted', reason: 'interrupted' }),
      output(5, 'c1', 'late'),
    ]);
    expect(endsOf(stopped).map(({ callId, outcome, rank }) => [callId, outcome, rank])).toEqual([
      ['c2', 'ok', 1],
      ['c1', 'cancelled', 0],
      ['c1', 'ok', 1],
    ]);
  });

  test('is told also where the output comes before the call', () => {
    const observed = readRecords([output(1, 'c1', 'x'), call(2, 'c1', 'shell')]);
    expect(observed.map((each) => each.kind)).toEqual(['end', 'start']);
  });

  test('takes what a model judged along to the end', () => {
    const observed = readRecords([
      call(1, 'c1', 'exec_command'),
      event(2, { type: 'guardian_assessment', id: 'g', target_item_id: 'c1', status: 'in_progress' }),
      event(2, {
        type: 'guardian_assessment',
        id: 'g',
        target_item_id: 'c1',
        status: 'approved',
        rationale: 'harmless',
      }),
      output(3, 'c1', 'Process exited with code 0\nOutput:\n'),
    ]);
    expect(endOf(observed, 'c1')?.decision).toEqual({ by: 'classifier', allowed: true, reason: 'harmless' });
  });
});

describe('native records', () => {
  test('of a call with the same id end it and name the server, in both forms', () => {
    const told = { server: 'my-srv', tool: 'get-sum', arguments: { a: 1 } };
    const legacy = readRecords([
      call(1, 'c1', 'get_sum', '{"a":1}', { namespace: 'mcp__my_srv' }),
      event(2, {
        type: 'mcp_tool_call_end',
        call_id: 'c1',
        invocation: told,
        duration: { secs: 1, nanos: 500_000 },
        result: { Ok: { content: [{ type: 'text', text: 'three' }] } },
      }),
      output(3, 'c1', 'three'),
    ]);
    const paginated = readRecords([
      call(1, 'c1', 'get_sum', '{"a":1}', { namespace: 'mcp__my_srv' }),
      completed(2, {
        type: 'McpToolCall',
        id: 'c1',
        ...told,
        status: 'completed',
        duration: { secs: 1, nanos: 500_000 },
        result: { content: [{ type: 'text', text: 'three' }] },
      }),
      output(3, 'c1', 'three'),
    ]);
    for (const observed of [legacy, paginated]) {
      expect(startsOf(observed)).toHaveLength(1);
      expect(endOf(observed, 'c1')).toMatchObject({
        outcome: 'ok',
        rank: 2,
        durationMs: 1000.5,
        result: { format: 'text', text: 'three' },
        explicit: { server: 'my-srv', tool: 'get-sum' },
      });
    }
  });

  test.each([
    ['Err', { result: { Err: 'tool call failed' } }, 'error'],
    ['isError', { result: { Ok: { content: [], isError: true } } }, 'error'],
    ['Ok', { result: { Ok: { content: [], isError: false } } }, 'ok'],
    ['a refusal', { result: { Err: 'user rejected MCP tool call' } }, 'denied'],
    [
      'status failed with an error',
      { status: 'failed', error: { message: 'timed out awaiting tools/call after 1000ms' } },
      'error',
    ],
    ['status declined', { status: 'declined' }, 'denied'],
    [
      'a tool that says it failed',
      { status: 'failed', result: { content: [{ type: 'text', text: 'no' }], isError: true } },
      'error',
    ],
    ['nothing', {}, 'unknown'],
    ['a call under way', { status: 'inProgress' }, 'unknown'],
  ])('of MCP tell by %s', (_what, told, outcome) => {
    const observed = readRecords([
      event(1, { type: 'mcp_tool_call_end', call_id: 'c1', invocation: { server: 's', tool: 't' }, ...told }),
    ]);
    expect(endOf(observed, 'c1')?.outcome).toBe(outcome);
  });

  test.each([
    [{ exit_code: 0, status: 'completed' }, 'ok'],
    [{ exitCode: 1, status: 'failed' }, 'error'],
    [{ exit_code: -1, status: 'declined', aggregated_output: 'exec command rejected by user' }, 'denied'],
    [{ exit_code: -1, status: 'failed', aggregatedOutput: 'aborted by user after 2.0s' }, 'cancelled'],
    [{ aggregated_output: 'Process exited with code 1\nOutput:\ncat: no' }, 'error'],
    [{ status: 'in_progress' }, 'unknown'],
  ])('of commands tell: %o', (told, outcome) => {
    const observed = readRecords([completed(1, { type: 'CommandExecution', id: 'exec-1', command: ['ls'], ...told })]);
    expect(endOf(observed, 'exec-1')?.outcome).toBe(outcome);
  });

  test('of patches tell by success or status', () => {
    const patch = (told: object) =>
      endOf(readRecords([event(1, { type: 'patch_apply_end', call_id: 'c', changes: {}, ...told })]), 'c');
    expect(patch({ success: true, stdout: 'Success.' })).toMatchObject({ outcome: 'ok', rank: 2 });
    expect(patch({ success: false, stderr: 'broken' })?.outcome).toBe('error');
    expect(patch({ success: false, stderr: 'patch rejected by user' })?.outcome).toBe('denied');
    expect(
      endOf(readRecords([completed(1, { type: 'FileChange', id: 'f', changes: {}, status: 'declined' })]), 'f')
        ?.outcome,
    ).toBe('denied');
  });

  test('take the times of the item where it has no duration, and both spellings of a plugin', () => {
    const times = { started_at_ms: ms(1), completed_at_ms: ms(3) };
    const observed = readRecords([
      completed(
        9,
        {
          type: 'McpToolCall',
          id: 'a',
          server: 's',
          tool: 't',
          status: 'completed',
          result: { content: [] },
          pluginId: 'p@m',
        },
        times,
      ),
      completed(
        9,
        {
          type: 'McpToolCall',
          id: 'b',
          server: 's',
          tool: 't',
          status: 'completed',
          result: { content: [] },
          plugin_id: 'p@m',
        },
        { started_at_ms: 0, completed_at_ms: 0 },
      ),
    ]);
    expect(startsOf(observed).map((each) => [each.at, each.explicit?.pluginId])).toEqual([
      [ms(1), 'p@m'],
      [ms(9), 'p@m'],
    ]);
    expect(endOf(observed, 'a')).toMatchObject({ at: ms(3), durationMs: 2000 });
    expect(endOf(observed, 'b')).not.toHaveProperty('durationMs');
  });

  test('that come after the output still belong to their call', () => {
    const observed = readRecords([
      call(1, 'c1', 'exec_command'),
      output(2, 'c1', 'Process exited with code 0\nOutput:\n'),
      event(3, {
        type: 'exec_command_end',
        call_id: 'c1',
        command: ['ls'],
        exit_code: 0,
        status: 'completed',
        aggregated_output: 'x',
      }),
    ]);
    expect(startsOf(observed)).toHaveLength(1);
    expect(endOf(observed, 'c1')).toMatchObject({ rank: 2, result: { text: 'x' } });
  });

  test('of what the user typed are no calls', () => {
    expect(
      readRecords([
        completed(1, { type: 'CommandExecution', id: 'u', source: 'user_shell', command: ['ls'], exit_code: 0 }),
      ]),
    ).toEqual([]);
  });

  test('of dynamic tools join request, response and item', () => {
    const observed = readRecords([
      event(1, {
        type: 'dynamic_tool_call_request',
        callId: 'd1',
        turnId: 't',
        namespace: 'app',
        tool: 'open',
        arguments: { path: 'x' },
      }),
      event(2, {
        type: 'dynamic_tool_call_response',
        call_id: 'd1',
        namespace: 'app',
        tool: 'open',
        content_items: [{ type: 'inputText', text: 'no' }],
        success: false,
      }),
      completed(3, {
        type: 'DynamicToolCall',
        id: 'd2',
        tool: 'look',
        arguments: {},
        status: 'completed',
        contentItems: [{ type: 'inputText', text: 'seen' }],
      }),
    ]);
    expect(startsOf(observed).map((each) => [each.callId, each.name])).toEqual([
      ['d1', 'app.open'],
      ['d2', 'look'],
    ]);
    expect(endOf(observed, 'd1')).toMatchObject({ outcome: 'error', result: { text: 'no' } });
    expect(endOf(observed, 'd2')).toMatchObject({ outcome: 'ok', result: { text: 'seen' } });
  });
});

describe('searches', () => {
  test('have one row by the id of both records', () => {
    const observed = readRecords([
      event(1, { type: 'web_search_end', call_id: 'ws_1', query: 'q', results: [] }),
      item(2, { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } }),
    ]);
    expect(startsOf(observed).map((each) => each.callId)).toEqual(['ws_1']);
  });

  test('without an id are paired by order, whichever record comes first', () => {
    const nameless = item(2, { type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'q' } });
    const native = event(2, { type: 'web_search_end', call_id: 'ws_1', query: 'q' });
    expect(startsOf(readRecords([native, nameless]))).toHaveLength(1);
    expect(startsOf(readRecords([nameless, native]))).toHaveLength(1);
    expect(startsOf(readRecords([nameless, nameless])).map((each) => each.callId)).toEqual([
      'gatehouse:line-1',
      'gatehouse:line-2',
    ]);
  });

  test('for tools end with what was found', () => {
    const observed = readRecords([
      item(1, {
        type: 'tool_search_call',
        call_id: 's1',
        execution: 'client',
        arguments: { query: 'x' },
        status: 'completed',
      }),
      item(2, { type: 'tool_search_output', call_id: 's1', status: 'completed', tools: [{ name: 'found' }] }),
    ]);
    expect(startsOf(observed)[0]).toMatchObject({
      name: 'tool_search',
      args: { format: 'json', text: '{"query":"x"}' },
    });
    expect(endsOf(observed)).toMatchObject([
      { callId: 's1', outcome: 'ok', result: { format: 'json', text: '[{"name":"found"}]' } },
    ]);
  });
});

describe('code mode', () => {
  const inner = (second: number, id: string, tool: string, over: object = {}) =>
    completed(
      second,
      { type: 'McpToolCall', id, server: 'my-srv', tool, arguments: {}, status: 'completed', result: { content: [] } },
      over,
    );

  test('gives calls inside a program rows of their own, made by the program', () => {
    const observed = readRecords([
      program(1, 'c1', 'text(await tools.mcp__my_srv__echo({}))'),
      inner(2, 'exec-1', 'echo'),
      completed(2, { type: 'CommandExecution', id: 'exec-2', command: ['ls'], exit_code: 0 }),
      programOutput(3, 'c1', 'Script completed\nWall time 0.1 seconds\nOutput:\n'),
      inner(4, 'exec-3', 'echo', { turn_id: 'turn-2' }),
    ]);
    expect(startsOf(observed).map((each) => [each.callId, each.parent])).toEqual([
      ['c1', undefined],
      ['exec-1', 'c1'],
      ['exec-2', 'c1'],
      ['exec-3', undefined],
    ]);
  });

  test('links a record that comes after the output by its time', () => {
    const observed = readRecords([
      program(1, 'c1', 'tools.mcp__my_srv__echo({})'),
      programOutput(5, 'c1', 'Script completed\n'),
      inner(6, 'exec-1', 'echo', { started_at_ms: ms(4) }),
      inner(7, 'exec-2', 'echo', { started_at_ms: ms(6) }),
    ]);
    expect(startsOf(observed).map((each) => each.parent)).toEqual([undefined, 'c1', undefined]);
  });

  test('of two programs at once takes the one that mentions the tool', () => {
    const observed = readRecords([
      program(1, 'c1', 'tools.mcp__my_srv__get_sum({})'),
      program(1, 'c2', 'tools.mcp__my_srv__echo({})'),
      inner(2, 'exec-1', 'echo'),
      inner(3, 'exec-2', 'get-sum'),
    ]);
    expect(
      startsOf(observed)
        .slice(2)
        .map((each) => each.parent),
    ).toEqual(['c2', 'c1']);
  });

  test('follows a program into its cell until a wait tells its end', () => {
    const observed = readRecords([
      program(1, 'c1', 'tools.mcp__my_srv__slow({})'),
      programOutput(2, 'c1', 'Script running with cell ID 7\nWall time 1.0 seconds\nOutput:\npart'),
      call(3, 'w1', 'wait', '{"cell_id":"7"}'),
      output(3, 'w1', 'Script running with cell ID 7\nWall time 1.0 seconds\nOutput:\n'),
      call(4, 'w2', 'wait', '{"cell_id":"7"}'),
      inner(4, 'exec-1', 'slow'),
      output(5, 'w2', 'Script failed\nWall time 3.0 seconds\nOutput:\nrest'),
    ]);
    expect(startsOf(observed).find((each) => each.callId === 'exec-1')?.parent).toBe('c1');
    expect(['w1', 'w2'].map((id) => endOf(observed, id)?.outcome)).toEqual(['ok', 'error']);
    expect(
      endsOf(observed)
        .filter((each) => each.callId === 'c1')
        .map(({ outcome, rank }) => [outcome, rank]),
    ).toEqual([
      ['unknown', 0],
      ['error', 1],
    ]);
  });

  test('names the plugin of a plain call where only the output tells it', () => {
    const observed = readRecords([
      call(1, 'c1', 'echo', '{}', { namespace: 'mcp__my_srv' }),
      {
        ...output(2, 'c1', 'x'),
        metadata: {
          mcp_attribution: {
            status: 'complete',
            sources: [
              { server_name: 'my-srv', tool_name: 'other' },
              { plugin_id: 'p@m', server_name: 'my-srv', tool_name: 'echo' },
            ],
          },
        },
      },
    ]);
    expect(endOf(observed, 'c1')?.explicit).toEqual({ server: 'my-srv', tool: 'echo', pluginId: 'p@m' });
  });
});

describe('bodies', () => {
  const picture = `data:image/png;base64,${'iVBORw0KGgo'.repeat(200)}`;

  test('never hold the base64 of a picture', () => {
    const observed = readRecords([
      call(1, 'c1', 'view_image', JSON.stringify({ url: picture })),
      output(2, 'c1', [
        { type: 'input_text', text: 'seen' },
        { type: 'input_image', image_url: picture },
      ]),
      event(3, {
        type: 'mcp_tool_call_end',
        call_id: 'c2',
        invocation: { server: 's', tool: 't' },
        result: { Ok: { content: [{ type: 'image', data: 'iVBORw0KGgo'.repeat(200), mimeType: 'image/png' }] } },
      }),
      item(4, { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'iVBORw0KGgo'.repeat(200) }),
    ]);
    expect(JSON.stringify(observed)).not.toContain('iVBORw0KGgoiVBOR');
    expect(endOf(observed, 'c1')?.result).toEqual({ format: 'text', text: 'seen\n[image/png, 1650 bytes]' });
    expect(endOf(observed, 'c2')?.result).toEqual({
      format: 'json',
      text: '{"content":[{"type":"image","data":"[image/png, 1650 bytes]","mimeType":"image/png"}]}',
    });
    expect(endOf(observed, 'ig_1')).toMatchObject({ outcome: 'ok', result: { text: '[image, 1650 bytes]' } });
  });

  test('keep structured content as JSON, and arguments that are no JSON as text', () => {
    const observed = readRecords([
      call(1, 'c1', 'x', '{"broken":'),
      item(1, { type: 'custom_tool_call', call_id: 'c2', name: 'apply_patch', input: '*** Begin Patch' }),
      event(2, {
        type: 'mcp_tool_call_end',
        call_id: 'c3',
        invocation: { server: 's', tool: 't', arguments: { q: 1 } },
        result: { Ok: { content: [{ type: 'text', text: 'x' }], structuredContent: { id: 1 }, _meta: {} } },
      }),
    ]);
    expect(startsOf(observed).map((each) => each.args)).toEqual([
      { format: 'text', text: '{"broken":' },
      { format: 'text', text: '*** Begin Patch' },
      { format: 'json', text: '{"q":1}' },
    ]);
    expect(endOf(observed, 'c3')?.result).toEqual({
      format: 'json',
      text: '{"content":[{"type":"text","text":"x"}],"structuredContent":{"id":1}}',
    });
  });
});

describe('skills', () => {
  const message = (text: string, over: object = {}) =>
    item(1, { type: 'message', role: 'user', content: [{ type: 'input_text', text }], ...over });

  test('the user named are rows of their own, with the plugin their folder tells', () => {
    const path = '/home/ada/.codex/plugins/cache/rig-market/audit-demo/1.0.0/skills/greet/SKILL.md';
    const observed = readRecords([
      message(`<skill>\n<name>audit-demo:greet</name>\n<path>${path}</path>\nSay hello.\n</skill>`, { id: 'msg_1' }),
    ]);
    expect(startsOf(observed)).toMatchObject([
      {
        callId: 'gatehouse:msg_1',
        type: 'skill',
        name: 'audit-demo:greet',
        explicit: {
          skill: 'audit-demo:greet',
          pluginId: 'audit-demo@rig-market',
          pluginName: 'audit-demo',
          version: '1.0.0',
        },
      },
    ]);
    expect(endsOf(observed)).toMatchObject([{ callId: 'gatehouse:msg_1', outcome: 'ok' }]);
  });

  test('that someone only writes about are none', () => {
    expect(
      readRecords([message('see <skill>\n<name>x</name>'), message('<skill>\n<name>x</name>', { role: 'assistant' })]),
    ).toEqual([]);
    expect(readRecords([message('"<skill>\\n<name>x</name>"')])).toEqual([]);
  });
});

describe('lines', () => {
  test('that are no JSON are told with their number, and the rest is read', () => {
    const good = JSON.stringify(call(1, 'c1', 'shell'));
    const observed = readLines([good.slice(0, -2), '', '[]', '"x"', good, `${'['.repeat(100)}`]).flat();
    expect(observed.map((each) => (each.kind === 'problem' ? each.line : each.kind))).toEqual([1, 3, 4, 'start', 6]);
  });

  test('that were torn off are told even where a whole one would be passed over', () => {
    const text = JSON.stringify(item(1, { type: 'message', role: 'assistant', content: [] }));
    expect(readLines([text.slice(0, -5)])[0]).toMatchObject([
      { kind: 'problem', code: 'transcript-line-invalid', line: 1 },
    ]);
    expect(readLines([text])[0]).toEqual([]);
  });

  test('keep their meaning when the keys stand in another order', () => {
    const { payload, type, timestamp } = call(1, 'c1', 'shell') as Record<string, unknown>;
    expect(startsOf(readRecords([{ payload, type, timestamp }]))).toHaveLength(1);
  });
});

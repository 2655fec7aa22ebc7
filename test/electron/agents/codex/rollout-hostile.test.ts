import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codexTranscripts } from '#agents/codex/rollouts';
import { readLines } from '../../../helpers/codex-rollouts.ts';

const kinds = fc.constantFrom(
  ...['function_call', 'function_call_output', 'custom_tool_call', 'custom_tool_call_output', 'local_shell_call'],
  ...['tool_search_call', 'tool_search_output', 'web_search_call', 'image_generation_call', 'message', 'tool_result'],
  ...['mcp_tool_call_end', 'exec_command_end', 'patch_apply_end', 'web_search_end', 'item_completed', 'turn_aborted'],
  ...['task_started', 'guardian_assessment', 'dynamic_tool_call_request', 'dynamic_tool_call_response'],
  ...['sub_agent_activity', 'constructor', '__proto__', 'toString', ''],
);
const ids = fc.constantFrom('c1', 'c2', 'exec-1', 'ws_1', '__proto__', '');
const texts = fc.oneof(
  fc.constantFrom(
    'exec',
    'wait',
    'shell',
    'spawn_agent',
    'completed',
    'failed',
    'declined',
    'never',
    'Script completed',
  ),
  fc.constantFrom(
    'Script running with cell ID 7',
    '{"cell_id":"7"}',
    '{"agent_id":"12345678"}',
    '<skill>\n<name>x</name>',
  ),
  fc.constantFrom('tools.shell(1)', 'data:image/png;base64,AAAA', '\uD800', '2026-10-06T00:00:00Z'),
  fc.string(),
);
const values: fc.Arbitrary<unknown> = fc.oneof({ maxDepth: 3 }, texts, ids, fc.jsonValue(), fc.integer());
const keys = [
  ...['call_id', 'callId', 'id', 'name', 'namespace', 'arguments', 'input', 'output', 'action', 'status', 'tools'],
  ...['result', 'server', 'tool', 'duration', 'success', 'exit_code', 'role', 'content', 'turn_id', 'metadata'],
  ...['target_item_id', 'new_thread_id', 'agent_thread_id', 'plugin_id', 'cwd', 'model', 'approval_policy', 'source'],
  ...['forked_from_id', 'parent_thread_id', 'subagent_history_start_ordinal', 'history_base', 'command', 'query'],
];
const fields = fc.dictionary(fc.constantFrom(...keys), fc.oneof(ids, values), { maxKeys: 10 });
const types = fc.constantFrom(
  'Ok',
  'McpToolCall',
  'CommandExecution',
  'FileChange',
  'WebSearch',
  'Extension',
  'DynamicToolCall',
  'X',
);
const payloads = fc.tuple(kinds, fields, types, fields, fields).map(([type, told, item, inner, invocation]) => ({
  ...told,
  type,
  item: { ...inner, type: item },
  invocation,
  result: { [item]: inner },
}));
const records = fc
  .tuple(
    fc.constantFrom('response_item', 'event_msg', 'session_meta', 'turn_context', 'world_state', 'x'),
    payloads,
    fc.option(fc.nat(9)),
    texts,
  )
  .map(([type, payload, ordinal, timestamp]) => ({
    timestamp,
    ...(ordinal === null ? {} : { ordinal }),
    type,
    payload,
  }));
const lines = fc.oneof(
  { weight: 8, arbitrary: records.map((each) => JSON.stringify(each)) },
  { weight: 2, arbitrary: payloads.map((each) => JSON.stringify(each)) },
  { weight: 1, arbitrary: fc.oneof(fc.string(), fc.json()) },
);

describe('rollouts from strangers', () => {
  test('never make the reader throw, and each row has an id, a session, a time and a place', () => {
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 20 }), (file) => {
        for (const observed of readLines(file).flat()) {
          if (observed.kind === 'problem') expect(observed.line).toBeGreaterThan(0);
          else expect(observed.session).not.toBe('');
          if (observed.kind !== 'start' && observed.kind !== 'end') continue;
          expect(observed.callId).not.toBe('');
          expect(Number.isFinite(observed.at)).toBe(true);
          expect('durationMs' in observed ? observed.durationMs : 0).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('are read the same in two halves, wherever they are cut', () => {
    fc.assert(
      fc.property(fc.array(lines, { minLength: 1, maxLength: 14 }), fc.nat(14), (file, cut) => {
        const place = { path: 'rollout.jsonl', relative: 'rollout.jsonl' };
        const first = codexTranscripts.open(place);
        const told = file.slice(0, cut).flatMap((line, index) => [...first.read(line, index + 1)]);
        const second = codexTranscripts.open(place, first.state());
        const rest = file.slice(cut).flatMap((line, index) => [...second.read(line, cut + index + 1)]);
        expect([...told, ...rest]).toEqual(readLines(file).flat());
      }),
      { numRuns: 300 },
    );
  });

  test('that are nested very deep are a problem, not a crash', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const call = `{"type":"response_item","payload":{"type":"function_call","call_id":"c","name":"x","arguments":${deep}}}`;
    expect(
      readLines([call])
        .flat()
        .map((each) => each.kind),
    ).toEqual(['problem']);
  });

  test('keep the state small, however many calls stay open', () => {
    const reader = codexTranscripts.open({ path: 'rollout.jsonl', relative: 'rollout.jsonl' });
    for (let line = 1; line <= 3_000; line += 1) {
      const payload = {
        type: 'function_call',
        call_id: `call_${line}_${'x'.repeat(20)}`,
        name: 'shell',
        arguments: '{}',
      };
      reader.read(JSON.stringify({ timestamp: '2026-10-06T00:00:00Z', type: 'response_item', payload }), line);
      reader.read(JSON.stringify({ type: 'event_msg', payload: { type: `kind_${line}` } }), line);
    }
    expect(reader.state().length).toBeLessThan(40_000);
    expect(reader.skipped.size).toBeLessThanOrEqual(201);
  });

  test('start anew from a state that is broken or of another build', () => {
    for (const state of ['', '{', '[]', '{"v":2}', '{"v":1,"open":3}']) {
      const reader = codexTranscripts.open({ path: 'rollout-x.jsonl', relative: 'rollout-x.jsonl' }, state);
      const line = '{"type":"response_item","payload":{"type":"function_call","call_id":"c","name":"x"}}';
      expect(reader.read(line, 1)).toMatchObject([{ kind: 'start', session: 'rollout-x' }]);
    }
  });
});

import type { SessionPlan, SyntheticSession } from './synthetic-claude-session.ts';

/**
 * A rollout of Codex: in the legacy form with events for what ran, or in the paginated one with items; some of the
 * latter in code mode, where calls of MCP tools stand inside a program.
 */
export function codexSession(plan: SessionPlan): SyntheticSession {
  const { random } = plan;
  const form = random.weighted([
    ['legacy', 2],
    ['paginated', 2],
    ['code', 1],
  ] as const);
  const session = `01a${random.hex(5)}-${random.hex(4)}-7${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`;
  const lines: string[] = [];
  const rollout = openRollout(plan, session, form, lines);
  writeHead(rollout);
  let calls = 0;
  for (let turns = random.size([1, 1, 2, 3, 6, 15]); turns > 0; turns -= 1) {
    calls += writeTurn(rollout);
  }
  const [day = '', time = ''] = new Date(plan.start).toISOString().split('T');
  const name = `rollout-${day}T${time.slice(0, 8).replaceAll(':', '-')}-${session}.jsonl`;
  const path = `sessions/${day.replaceAll('-', '/')}/${name}`;
  return { files: new Map([[path, lines]]), logs: new Map(), calls, end: rollout.at };
}

interface Rollout extends SessionPlan {
  session: string;
  form: 'legacy' | 'paginated' | 'code';
  at: number;
  turn: string;
  write(type: string, payload: Record<string, unknown>): void;
  /** A native record, as an event or as an item. */
  native(event: string, item: string, id: string, told: Record<string, unknown>, ms: number): void;
}

function openRollout(plan: SessionPlan, session: string, form: Rollout['form'], lines: string[]): Rollout {
  const rollout: Rollout = {
    ...plan,
    session,
    form,
    at: plan.start,
    turn: '',
    write(type, payload) {
      rollout.at += plan.random.size([1, 10, 60, 400, 3_000]);
      const ordinal = form === 'legacy' ? {} : { ordinal: lines.length };
      lines.push(JSON.stringify({ timestamp: new Date(rollout.at).toISOString(), ...ordinal, type, payload }));
    },
    native(event, item, id, told, ms) {
      const { turn: turn_id } = rollout;
      const duration = { secs: Math.floor(ms / 1_000), nanos: (ms % 1_000) * 1_000_000 };
      if (form === 'legacy') rollout.write('event_msg', { type: event, call_id: id, turn_id, ...told, duration });
      else {
        const record = { type: item, id, ...told, duration };
        const times = { started_at_ms: rollout.at - ms, completed_at_ms: rollout.at };
        rollout.write('event_msg', { type: 'item_completed', thread_id: session, turn_id, item: record, ...times });
      }
    },
  };
  return rollout;
}

function writeHead({ write, session, project, form, text, random, start }: Rollout): void {
  write('session_meta', {
    id: session,
    session_id: session,
    timestamp: new Date(start).toISOString(),
    cwd: project,
    originator: 'codex-tui',
    cli_version: form === 'legacy' ? '0.123.0' : '0.169.0',
    source: 'cli',
    model_provider: 'openai',
    base_instructions: { text: text.prose(14_000) },
    ...(form === 'legacy' ? {} : { history_mode: 'paginated' }),
    git: { commit_hash: random.hex(40), branch: 'main' },
  });
}

/** Returns how many calls. */
function writeTurn(rollout: Rollout): number {
  const { random, text, write, project } = rollout;
  rollout.turn = random.uuid();
  const turn_id = rollout.turn;
  write('event_msg', { type: 'task_started', turn_id, started_at: Math.floor(rollout.at / 1_000) });
  const policy = { approval_policy: 'on-request', sandbox_policy: { type: 'workspace-write', network_access: false } };
  write('turn_context', { turn_id, cwd: project, ...policy, model: 'gpt-5.5', summary: 'auto' });
  const prompt = text.prose(random.size([40, 200, 900, 6_000]));
  write('response_item', { type: 'message', role: 'user', content: [{ type: 'input_text', text: prompt }] });
  if (rollout.form === 'legacy') write('event_msg', { type: 'user_message', message: prompt, images: [] });
  let calls = 0;
  for (let steps = random.size([1, 3, 6, 12, 30]); steps > 0; steps -= 1) {
    const encrypted_content = `gAAAAA${random.hex(random.size([300, 1_000, 1_600, 3_000]))}`;
    write('response_item', { type: 'reasoning', summary: [], content: null, encrypted_content });
    calls += random.weighted([
      [writeCommand, 60],
      [writePatch, 15],
      [writeMcp, 25],
    ] as const)(rollout);
    writeTokens(rollout);
  }
  const answer = text.prose(random.size([100, 400, 2_000]));
  write('response_item', { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: answer }] });
  write('event_msg', { type: 'task_complete', turn_id, last_agent_message: answer });
  return calls;
}

function writeTokens({ write, random }: Rollout): void {
  const usage = {
    input_tokens: random.below(90_000),
    cached_input_tokens: 0,
    output_tokens: 473,
    total_tokens: 13_717,
  };
  const info = { total_token_usage: usage, last_token_usage: usage, model_context_window: 258_400 };
  write('event_msg', { type: 'token_count', info, rate_limits: null });
}

function writeCommand(rollout: Rollout): number {
  const { random, text, write, native, project } = rollout;
  const call_id = `call_${random.hex(24)}`;
  const cmd = text.command(random.size([20, 60, 100, 200, 900]));
  const printed = text.output(random.size([10, 100, 300, 900, 4_000, 30_000]));
  const code = random.chance(0.07) ? 1 : 0;
  const ms = random.size([2, 20, 100, 900, 20_000]);
  write('response_item', { type: 'function_call', name: 'exec_command', arguments: JSON.stringify({ cmd }), call_id });
  if (random.chance(0.004)) return 1;
  rollout.at += ms;
  const ran = { command: ['/bin/bash', '-lc', cmd], cwd: project, aggregated_output: printed, exit_code: code };
  if (rollout.form !== 'legacy') {
    native('', 'CommandExecution', call_id, { ...ran, status: code === 0 ? 'completed' : 'failed' }, ms);
  }
  const output = `Chunk ID: ${random.hex(6)}\nWall time: ${ms / 1_000} seconds\nProcess exited with code ${code}\nOutput:\n${printed}`;
  write('response_item', { type: 'function_call_output', call_id, output });
  return 1;
}

function writePatch(rollout: Rollout): number {
  const { random, text, write, native } = rollout;
  const call_id = `call_${random.hex(24)}`;
  const path = `${rollout.project}/${text.path()}`;
  const content = text.code(random.size([200, 700, 2_000, 9_000]));
  const input = `*** Begin Patch\n*** Add File: ${path}\n+${content.replaceAll('\n', '\n+')}\n*** End Patch`;
  write('response_item', { type: 'custom_tool_call', status: 'completed', call_id, name: 'apply_patch', input });
  const stdout = `Success. Updated the following files:\nA ${path}\n`;
  const told = {
    stdout,
    stderr: '',
    success: true,
    changes: { [path]: { type: 'add', content } },
    status: 'completed',
  };
  native('patch_apply_end', 'FileChange', call_id, told, random.below(50));
  const output = JSON.stringify({ output: stdout, metadata: { exit_code: 0, duration_seconds: 0.1 } });
  write('response_item', { type: 'custom_tool_call_output', call_id, output });
  return 1;
}

function writeMcp(rollout: Rollout): number {
  const { random, text, write, native, servers } = rollout;
  const server = random.pick(servers);
  const tool = random.pick(server.tools);
  const call_id = `call_${random.hex(24)}`;
  const args = { query: text.prose(random.size([10, 60, 200])).trim(), limit: random.below(50) };
  const answer = text.prose(random.size([20, 300, 900, 4_000, 12_000]));
  const ms = random.size([3, 30, 200, 2_000]);
  const result = { content: [{ type: 'text', text: answer }] };
  const isLegacy = rollout.form === 'legacy';
  const invocation = { server: server.name, tool, arguments: args };
  const told = isLegacy ? { invocation, result: { Ok: result } } : { ...invocation, status: 'completed', result };
  rollout.at += ms;
  if (rollout.form === 'code') {
    const input = `const found = await tools.mcp__${server.name}__${tool}(${JSON.stringify(args)});\ntext(found);`;
    write('response_item', { type: 'custom_tool_call', status: 'completed', call_id, name: 'exec', input });
    native('', 'McpToolCall', `exec-${random.uuid()}`, told, ms);
    write('response_item', { type: 'custom_tool_call_output', call_id, output: answer });
    return 2;
  }
  const named = { name: tool, namespace: `mcp__${server.name}`, arguments: JSON.stringify(args), call_id };
  write('response_item', { type: 'function_call', ...named });
  native('mcp_tool_call_end', 'McpToolCall', call_id, told, ms);
  write('response_item', {
    type: 'function_call_output',
    call_id,
    output: `Wall time: 0.1 seconds\nOutput:\n${answer}`,
  });
  return 1;
}

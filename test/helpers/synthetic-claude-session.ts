import type { SeededRandom } from './seeded-random.ts';
import { type SyntheticCall, type SyntheticServer, syntheticCall } from './synthetic-calls.ts';
import type { SyntheticText } from './synthetic-text.ts';

export interface SyntheticSession {
  /** Lines by path below the agent's folder (`projects/…`), in the order they would be written. */
  files: Map<string, string[]>;
  /** Lines of server logs by path below `.cache/claude-cli-nodejs`. */
  logs: Map<string, string[]>;
  /** Tool calls in it, each once. */
  calls: number;
  /** Time of the last record, ms since 1970. */
  end: number;
}

export interface SessionPlan {
  random: SeededRandom;
  text: SyntheticText;
  servers: readonly SyntheticServer[];
  project: string;
  /** ms since 1970. */
  start: number;
}

/**
 * A session of Claude Code as version 2.1 writes it: one line for each block of a message, parallel calls, progress of
 * hooks, commands and sub-agents, a file of its own for each sub-agent, snapshots, and the logs of servers.
 */
export function claudeSession(plan: SessionPlan): SyntheticSession {
  const { random, project } = plan;
  const session = random.uuid();
  const folder = project.replaceAll(/[^A-Za-z0-9]/g, '-');
  const main: string[] = [];
  const found: SyntheticSession = { files: new Map(), logs: new Map(), calls: 0, end: plan.start };
  found.files.set(`projects/${folder}/${session}.jsonl`, main);
  const thread = openThread(plan, session, main);
  for (let turns = random.size([1, 1, 2, 3, 5, 8, 20]); turns > 0; turns -= 1) {
    writePrompt(thread);
    for (let steps = random.size([1, 2, 4, 8, 15, 40]); steps > 0; steps -= 1) {
      if (random.chance(0.02)) found.calls += writeSubAgent(thread, found, `projects/${folder}/${session}/subagents`);
      else found.calls += writeStep(thread, found.logs, folder);
    }
    writeTurnEnd(thread);
  }
  found.end = thread.at;
  return found;
}

/** Writes lines of one file and knows what each of them repeats. */
interface Thread extends SessionPlan {
  session: string;
  at: number;
  agentId?: string;
  line(record: Record<string, unknown>): void;
  /** With the fields that most records share. */
  record(record: Record<string, unknown>): string;
}

const model = 'claude-opus-4-6';

function openThread(plan: SessionPlan, session: string, lines: string[], agentId?: string, at = plan.start): Thread {
  let parentUuid: string | null = null;
  const thread: Thread = {
    ...plan,
    session,
    at,
    ...(agentId === undefined ? {} : { agentId }),
    line: (record) => void lines.push(JSON.stringify(record)),
    record(record) {
      thread.at += plan.random.size([5, 40, 300, 1_500, 9_000]);
      const uuid = plan.random.uuid();
      lines.push(
        JSON.stringify({
          parentUuid,
          isSidechain: agentId !== undefined,
          userType: 'external',
          cwd: plan.project,
          sessionId: session,
          version: '2.1.39',
          gitBranch: 'main',
          ...(agentId === undefined ? {} : { agentId }),
          ...record,
          uuid,
          timestamp: new Date(thread.at).toISOString(),
        }),
      );
      parentUuid = uuid;
      return uuid;
    },
  };
  return thread;
}

function writePrompt(thread: Thread): void {
  const { random, text } = thread;
  const messageId = random.uuid();
  const snapshot = { messageId, trackedFileBackups: {}, timestamp: new Date(thread.at).toISOString() };
  thread.line({ type: 'file-history-snapshot', messageId, snapshot, isSnapshotUpdate: false });
  const content = text.prose(random.size([20, 80, 200, 800, 12_000]));
  thread.record({ type: 'user', message: { role: 'user', content } });
  thread.line({ type: 'last-prompt', lastPrompt: content.slice(0, 80), sessionId: thread.session });
}

function writeTurnEnd(thread: Thread): void {
  const { random, text } = thread;
  writeAssistant(thread, random.hex(22), { type: 'text', text: text.prose(random.size([30, 80, 200, 1_300, 9_000])) });
  const hookInfos = [{ command: '${CLAUDE_PLUGIN_ROOT}/hooks/stop-hook.sh' }];
  thread.record({ type: 'system', subtype: 'stop_hook_summary', hookCount: 1, hookInfos, hookErrors: [] });
  thread.record({ type: 'system', subtype: 'turn_duration', durationMs: random.below(900_000), isMeta: false });
}

function writeAssistant(thread: Thread, id: string, block: object): string {
  const usage = {
    input_tokens: 3,
    cache_creation_input_tokens: thread.random.below(9_000),
    cache_read_input_tokens: thread.random.below(90_000),
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: thread.random.below(900),
    service_tier: 'standard',
  };
  const message = { model, id: `msg_${id}`, type: 'message', role: 'assistant', content: [block], stop_reason: null };
  return thread.record({
    message: { ...message, stop_sequence: null, usage },
    requestId: `req_${id}`,
    type: 'assistant',
  });
}

/** One answer of the model with one to three calls in parallel, and their results. Returns how many calls. */
function writeStep(thread: Thread, logs: Map<string, string[]>, folder: string): number {
  const { random, text, servers } = thread;
  const message = random.hex(22);
  if (random.chance(0.06)) {
    const thinking = text.prose(random.size([90, 200, 600, 770, 3_300, 20_000]));
    writeAssistant(thread, message, { type: 'thinking', thinking, signature: random.hex(400) });
  }
  if (random.chance(0.5))
    writeAssistant(thread, message, { type: 'text', text: text.prose(random.size([29, 81, 210])) });
  const calls = Array.from(
    {
      length: random.weighted([
        [1, 8],
        [2, 2],
        [3, 1],
      ] as const),
    },
    () => ({
      id: `toolu_${random.hex(24)}`,
      call: syntheticCall(random, text, servers),
      asked: '',
    }),
  );
  for (const each of calls) {
    const { name, input } = each.call;
    each.asked = writeAssistant(thread, message, { type: 'tool_use', id: each.id, name, input });
    writeHook(thread, 'PreToolUse', name, each.id);
  }
  for (const { id, call, asked } of calls) {
    if (call.outcome === 'dangling') continue;
    writeProgress(thread, call, id);
    writeResult(thread, call, id, asked);
    writeHook(thread, 'PostToolUse', call.name, id);
    if (call.name.startsWith('mcp__')) writeLog(thread, logs, folder, call);
  }
  return calls.length;
}

function writeHook(thread: Thread, hookEvent: string, tool: string, id: string): void {
  const command = '${CLAUDE_PLUGIN_ROOT}/hooks/check.sh';
  const data = { type: 'hook_progress', hookEvent, hookName: `${hookEvent}:${tool}`, command };
  thread.record({ type: 'progress', data, parentToolUseID: id, toolUseID: id });
}

function writeProgress(thread: Thread, call: SyntheticCall, id: string): void {
  if (call.name !== 'Bash') return;
  for (let at = 0; at < Math.min(6, call.durationMs / 1_000); at += 1) {
    const output = call.result.slice(0, 400);
    const data = { type: 'bash_progress', output, fullOutput: output, elapsedTimeSeconds: at + 1, totalLines: 9 };
    thread.record({ type: 'progress', data, toolUseID: `bash-progress-${at}`, parentToolUseID: id });
  }
}

function writeResult(thread: Thread, call: SyntheticCall, id: string, asked: string): void {
  const refused = "The user doesn't want to proceed with this tool use. The tool use was rejected.";
  const isOk = call.outcome === 'ok';
  const content = call.outcome === 'denied' ? refused : call.result;
  const block = { tool_use_id: id, type: 'tool_result', content, ...(isOk ? {} : { is_error: true }) };
  thread.at += call.durationMs;
  thread.record({
    type: 'user',
    message: { role: 'user', content: [block] },
    toolUseResult: isOk ? call.native : `Error: ${content}`,
    ...(call.outcome === 'denied' ? { toolDenialKind: 'user-rejected' } : {}),
    sourceToolAssistantUUID: asked,
  });
}

function writeLog(thread: Thread, logs: Map<string, string[]>, folder: string, call: SyntheticCall): void {
  const [, server = '', tool = ''] = call.name.split('__');
  const path = `${folder}/mcp-logs-${server.replaceAll('_', '-')}/${thread.session}.jsonl`;
  const lines = logs.get(path) ?? [];
  logs.set(path, lines);
  const about = { sessionId: thread.session, cwd: thread.project };
  const said = (debug: string, at: number) =>
    lines.push(JSON.stringify({ debug, timestamp: new Date(at).toISOString(), ...about }));
  said(`Calling MCP tool: ${tool}`, thread.at - call.durationMs);
  said(`Tool '${tool}' completed successfully in ${call.durationMs}ms`, thread.at);
}

/** A `Task` call, the sub-agent's own file, and the same messages inside progress records. Returns how many calls. */
function writeSubAgent(thread: Thread, found: SyntheticSession, folder: string): number {
  const { random, text } = thread;
  const agentId = random.hex(7);
  const id = `toolu_${random.hex(24)}`;
  const prompt = text.prose(600);
  const input = { subagent_type: 'Explore', description: text.prose(30).trim(), prompt };
  const asked = writeAssistant(thread, random.hex(22), { type: 'tool_use', id, name: 'Task', input });
  const lines: string[] = [];
  found.files.set(`${folder}/agent-${agentId}.jsonl`, lines);
  const inner = openThread(thread, thread.session, lines, agentId, thread.at);
  inner.record({ type: 'user', message: { role: 'user', content: prompt } });
  let calls = 1;
  for (let steps = random.size([1, 3, 8, 20]); steps > 0; steps -= 1) {
    const from = lines.length;
    calls += writeStep(inner, found.logs, folder);
    if (random.chance(0.3)) repeatInProgress(thread, lines.slice(from), { id, agentId, prompt });
  }
  thread.at = Math.max(thread.at, inner.at);
  const result = text.prose(random.size([140, 1_100, 1_600, 2_100, 10_000]));
  const call: SyntheticCall = {
    name: 'Task',
    input,
    result,
    native: { content: result },
    outcome: 'ok',
    durationMs: 0,
  };
  writeResult(thread, call, id, asked);
  return calls;
}

function repeatInProgress(
  thread: Thread,
  lines: readonly string[],
  { id, agentId, prompt }: { id: string; agentId: string; prompt: string },
): void {
  for (const line of lines) {
    const { type, timestamp, message, uuid } = JSON.parse(line) as Record<string, unknown>;
    if (type !== 'assistant' && type !== 'user') continue;
    const said = { type, timestamp, message, uuid };
    const data = { message: said, normalizedMessages: [], type: 'agent_progress', prompt, agentId };
    thread.record({ type: 'progress', data, toolUseID: `agent_${thread.random.hex(12)}`, parentToolUseID: id });
  }
}

import type { RolloutFile } from './codex-rollouts.ts';

/*
 * The calls of a rollout counted a second time, by a plain scan that shares nothing with the reader: it looks at whole
 * files instead of a line at a time, knows no state, and takes ids and outcomes from a flat list of every object.
 */
interface Json {
  [key: string]: unknown;
}

export interface Counted {
  /** Ids of calls, in any order; `#3` for a call without an id on line 3. */
  ids: Set<string>;
  /** Ids for which an output or a native record says that the call ended. */
  ended: Set<string>;
  /** What native records say, in the order of the file. */
  outcomes: [id: string, outcome: string][];
  /** Whether a later `turn_aborted` stands behind the call's line and no output before it. */
  cancelled: Set<string>;
}

const asks = new Set(['function_call', 'custom_tool_call', 'local_shell_call', 'tool_search_call', 'tool_call']);
const answers = new Set([
  'function_call_output',
  'custom_tool_call_output',
  'tool_search_output',
  'function_result',
  'tool_result',
]);
const natives = new Set([
  'mcp_tool_call_end',
  'exec_command_end',
  'patch_apply_end',
  'dynamic_tool_call_response',
  'web_search_end',
  'image_generation_end',
]);
const nativeItems = new Set([
  'McpToolCall',
  'CommandExecution',
  'FileChange',
  'DynamicToolCall',
  'WebSearch',
  'Extension',
]);
const shells = new Set(['exec_command', 'shell']);

function objectsOf(file: RolloutFile): { line: number; told: Json; kind: string }[] {
  return file.lines.flatMap((text, index) => {
    try {
      const whole = JSON.parse(text) as Json;
      const told = ((whole['payload'] as Json | undefined)?.['item'] ?? whole['payload'] ?? whole) as Json;
      return [{ line: index + 1, told, kind: String(told['type']) }];
    } catch {
      return [];
    }
  });
}

/** The calls of one rollout and how they ended, without any of the reader's code. */
export function countPlainly(file: RolloutFile): Counted {
  const objects = objectsOf(file);
  const counted: Counted = { ids: new Set(), ended: new Set(), outcomes: [], cancelled: new Set() };
  const nameless = objects.filter(({ told, kind }) => asks.has(kind) && told['call_id'] === undefined);
  const shellLines = nameless.filter(({ told }) => shells.has(String(told['name']))).map(({ line }) => `#${line}`);
  const otherLines = nameless.filter(({ told }) => !shells.has(String(told['name']))).map(({ line }) => `#${line}`);
  const asked = new Set(objects.filter(({ kind }) => asks.has(kind)).map(({ told }) => told['call_id']));
  for (const { line, told, kind } of objects) {
    const id = String(told['call_id'] ?? told['callId'] ?? told['id']);
    if (asks.has(kind)) counted.ids.add(told['call_id'] === undefined ? `#${line}` : id);
    if (kind === 'web_search_call' || kind === 'image_generation_call') {
      counted.ids.add(id);
      counted.ended.add(id);
    }
    if (kind === 'dynamic_tool_call_request' || kind === 'view_image_tool_call') counted.ids.add(id);
    if (kind === 'view_image_tool_call') counted.ended.add(id);
    if (answers.has(kind)) counted.ended.add(told['call_id'] === undefined ? (otherLines.shift() ?? '') : id);
    if (natives.has(kind) || nativeItems.has(kind)) {
      const owner = kind === 'exec_command_end' && !asked.has(id) ? (shellLines.shift() ?? id) : id;
      counted.ids.add(owner);
      counted.ended.add(owner);
      const outcome = nativeOutcome(told, kind);
      if (outcome !== undefined) counted.outcomes.push([owner, outcome]);
    }
    if (kind === 'turn_aborted')
      for (const each of counted.ids) if (!counted.ended.has(each)) counted.cancelled.add(each);
  }
  return counted;
}

/** Undefined where the record does not say how the call ended, or holds nothing that could be shown as its result. */
function nativeOutcome(told: Json, kind: string): string | undefined {
  const text = JSON.stringify(told);
  if (kind === 'web_search_end' || kind === 'Extension' || kind === 'WebSearch')
    return 'results' in told ? 'ok' : undefined;
  if (kind === 'image_generation_end') return 'ok';
  if (kind === 'exec_command_end' && !('exit_code' in told)) return /exited with code 0\\n/.test(text) ? 'ok' : 'error';
  if ('exit_code' in told) return told['exit_code'] === 0 ? 'ok' : 'error';
  if (typeof told['success'] === 'boolean') return told['success'] ? 'ok' : 'error';
  if (/"result":\{"Err"|"isError":true|"status":"failed"/.test(text)) return 'error';
  if (/"result":\{"Ok"/.test(text)) return 'ok';
  if (kind === 'McpToolCall') return told['status'] === 'completed' ? 'ok' : undefined;
  return told['status'] === 'completed' ? 'ok' : undefined;
}

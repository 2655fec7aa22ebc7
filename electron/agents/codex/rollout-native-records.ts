/**
 * The native records of calls, whose fields are nearly the same as events (legacy files) and as completed items
 * (paginated files). Each function takes the record without its wrapping.
 */

import { asRecord, asStringList, type UnknownRecord } from '#agents/shapes';
import type { CallStart } from '#agents/transcript';
import { bodyOfMcpResult, bodyOfOutput, bodyOfText, bodyOfValue, dataNote } from './rollout-bodies.ts';
import { durationField, field, numberField, present, recordField, textField } from './rollout-fields.ts';
import type { NativeCall } from './rollout-native.ts';
import { type Verdict, verdictOfStatus, verdictOfText } from './rollout-outcome.ts';
import { mcpToolName, spelledForModel } from './rollout-tool-names.ts';

/** A native record without its wrapping, and the approval policy of its turn. */
export interface NativeRecord {
  id: string;
  told: UnknownRecord;
  approval: string | undefined;
}

/** `mcp_tool_call_end` and `McpToolCall`. */
export function mcpCall({ id, told, approval }: NativeRecord): NativeCall {
  const invocation = recordField(told, 'invocation') ?? told;
  const server = textField(invocation, 'server') ?? '';
  const tool = textField(invocation, 'tool') ?? '';
  const outer = recordField(told, 'result') ?? {};
  const result = recordField(outer, 'Ok', 'ok') ?? ('Err' in outer ? undefined : recordField(told, 'result'));
  const error =
    textField(outer, 'Err', 'err') ?? textField(recordField(told, 'error'), 'message') ?? textField(told, 'error');
  const body = error === undefined ? result && bodyOfMcpResult(result) : bodyOfText(error);
  return {
    id,
    name: mcpToolName(server, tool),
    spelled: mcpToolName(spelledForModel(server), spelledForModel(tool)),
    args: bodyOfValue(field(invocation, 'arguments')),
    result: body,
    verdict: mcpVerdict({ status: textField(told, 'status'), error, result, text: body?.text ?? '', approval }),
    durationMs: durationField(told),
    explicit: sourceOf({ told, server, tool }),
  };
}

function sourceOf(call: { told: UnknownRecord; server: string; tool: string }): CallStart['explicit'] {
  const pluginId = textField(call.told, 'plugin_id', 'pluginId');
  return present({ server: call.server || undefined, tool: call.tool || undefined, pluginId });
}

function mcpVerdict(call: {
  status: string | undefined;
  error: string | undefined;
  result: UnknownRecord | undefined;
  text: string;
  approval: string | undefined;
}): Verdict | undefined {
  const { status, error, result, text, approval } = call;
  const hasFailed =
    error !== undefined || status === 'failed' || result?.['isError'] === true || result?.['is_error'] === true;
  if (hasFailed) {
    const said = verdictOfText(text, approval);
    return said?.outcome === 'denied' || said?.outcome === 'cancelled' ? said : { outcome: 'error' };
  }
  return (
    verdictOfStatus(status, approval) ?? (result === undefined || status !== undefined ? undefined : { outcome: 'ok' })
  );
}

/** `exec_command_end` and `CommandExecution`. */
export function commandCall({ id, told, approval }: NativeRecord): NativeCall {
  const printed =
    textField(told, 'aggregated_output', 'aggregatedOutput') ??
    [textField(told, 'stdout'), textField(told, 'stderr')].filter((each) => each !== undefined).join('\n');
  const command = field(told, 'command');
  const source = textField(told, 'source');
  const pluginId = textField(told, 'plugin_id', 'pluginId');
  return {
    id,
    name: 'exec_command',
    args: bodyOfValue(present({ command: asStringList(command) ?? command, cwd: textField(told, 'cwd') })),
    result: bodyOfText(printed),
    verdict: commandVerdict(told, printed, approval),
    durationMs: durationField(told),
    explicit: pluginId === undefined ? undefined : { pluginId, tool: 'exec_command' },
    isUsers: source === 'user_shell' || source === 'userShell',
  };
}

function commandVerdict(told: UnknownRecord, printed: string, approval: string | undefined): Verdict | undefined {
  const status = verdictOfStatus(textField(told, 'status'), approval);
  const code = numberField(told, 'exit_code', 'exitCode');
  // Where no process ran, Codex writes why in place of its output.
  const hasRun = code !== undefined && code >= 0 && status?.outcome !== 'denied';
  const said = hasRun ? undefined : verdictOfText(printed, approval);
  if (said?.outcome === 'denied' || said?.outcome === 'cancelled') return said;
  if (status?.outcome === 'denied') return status;
  return code === undefined ? (status ?? said) : { outcome: code === 0 ? 'ok' : 'error' };
}

/** `patch_apply_end` and `FileChange`. */
export function patchCall({ id, told, approval }: NativeRecord): NativeCall {
  const printed = [textField(told, 'stdout'), textField(told, 'stderr')]
    .filter((each) => each !== undefined)
    .join('\n');
  const success = told['success'];
  const flag = typeof success === 'boolean' ? ({ outcome: success ? 'ok' : 'error' } as const) : undefined;
  const status = verdictOfStatus(textField(told, 'status'), approval);
  const said = verdictOfText(printed, approval);
  const isRefused = said?.outcome === 'denied' && flag?.outcome !== 'ok' && status?.outcome !== 'ok';
  return {
    id,
    name: 'apply_patch',
    args: bodyOfValue(present({ changes: field(told, 'changes') })),
    result: bodyOfText(printed),
    verdict: isRefused ? said : status?.outcome === 'denied' ? status : (flag ?? status),
    durationMs: durationField(told),
  };
}

/** `web_search_end`, `WebSearch`, and the extension that searches. */
export function searchCall({ id, told, approval }: NativeRecord): NativeCall {
  const results = field(told, 'results');
  return {
    id,
    name: 'web_search',
    spelled: 'web_search',
    args: bodyOfValue(present({ query: textField(told, 'query'), action: field(told, 'action') })),
    result: bodyOfValue(results),
    // Only a finished search is written down.
    verdict: verdictOfStatus(textField(told, 'status'), approval) ?? { outcome: 'ok' },
  };
}

/** `image_generation_end` and `ImageGeneration`. */
export function imageCall({ id, told, approval }: NativeRecord): NativeCall {
  const picture = textField(told, 'result');
  const saved = textField(told, 'saved_path', 'savedPath');
  const note = [picture === undefined ? undefined : dataNote('image', picture.length), saved].filter(
    (each) => each !== undefined,
  );
  return {
    id,
    name: 'image_generation',
    args: bodyOfValue(textField(told, 'revised_prompt', 'revisedPrompt')),
    result: note.length === 0 ? undefined : bodyOfText(note.join(' ')),
    verdict:
      verdictOfStatus(textField(told, 'status'), approval) ?? (picture === undefined ? undefined : { outcome: 'ok' }),
  };
}

/** `view_image_tool_call` and `ImageView`: written when the picture was there. */
export function viewImageCall({ id, told }: NativeRecord): NativeCall {
  return {
    id,
    name: 'view_image',
    args: bodyOfValue(present({ path: textField(told, 'path') })),
    result: undefined,
    verdict: { outcome: 'ok' },
  };
}

/** `dynamic_tool_call_response` and `DynamicToolCall`: tools the program around Codex brought along. */
export function dynamicCall({ id, told, approval }: NativeRecord): NativeCall {
  const error = textField(told, 'error') ?? textField(recordField(told, 'error'), 'message');
  const success = told['success'];
  const namespace = textField(told, 'namespace');
  const tool = textField(told, 'tool', 'name') ?? '';
  const flag = typeof success === 'boolean' ? ({ outcome: success ? 'ok' : 'error' } as const) : undefined;
  const status = verdictOfStatus(textField(told, 'status'), approval);
  return {
    id,
    name: namespace === undefined ? tool : `${namespace}.${tool}`,
    spelled: namespace === undefined ? tool : `${spelledForModel(namespace)}__${spelledForModel(tool)}`,
    args: bodyOfValue(field(told, 'arguments')),
    result: error === undefined ? bodyOfOutput(field(told, 'content_items', 'contentItems')) : bodyOfText(error),
    verdict: error === undefined ? (status?.outcome === 'denied' ? status : (flag ?? status)) : { outcome: 'error' },
    durationMs: durationField(told) ?? numberField(told, 'duration_ms', 'durationMs'),
  };
}

/** `Extension`: a tool that a part of Codex itself supplies, told apart by its kind. */
export function extensionCall(record: NativeRecord): NativeCall {
  const kind = textField(record.told, 'kind') ?? '';
  const isSearch = /search/i.test(kind) || asRecord(record.told['action']) !== undefined;
  if (isSearch) return searchCall(record);
  if (/image/i.test(kind)) return imageCall(record);
  const { id: _id, type: _type, kind: _kind, results, result, ...args } = record.told;
  return {
    id: record.id,
    name: kind === '' ? 'extension' : kind,
    args: bodyOfValue(args),
    result: bodyOfValue(results ?? result),
    verdict: verdictOfStatus(textField(record.told, 'status'), record.approval),
  };
}

/** `CollabAgentToolCall`: starting, asking and closing sub-agents. */
export function collabCall({ id, told, approval }: NativeRecord): NativeCall {
  const { id: _id, type: _type, tool, status, ...args } = told;
  const name = typeof tool === 'string' ? tool.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : 'collab';
  return {
    id,
    name,
    args: bodyOfValue(args),
    result: undefined,
    verdict: typeof status === 'string' ? verdictOfStatus(status, approval) : undefined,
  };
}

import { asArray, asRecord, type UnknownRecord } from '#agents/shapes';
import type { CallStart, Observation } from '#agents/transcript';
import { bodyOfOutput, bodyOfText, bodyOfValue, dataNote, textOfOutput } from './rollout-bodies.ts';
import { countSkipped, endFact, isCopy, madeId, type Rollout, startFact, turnOf } from './rollout-facts.ts';
import { present, textField } from './rollout-fields.ts';
import { type Verdict, verdictOfStatus, verdictOfText, verdictOfValue } from './rollout-outcome.ts';
import { cellReturned, mentionedTools, programReturned } from './rollout-programs.ts';
import { isPassedOver, type RolloutRecord } from './rollout-record.ts';
import { usedSkills } from './rollout-skills.ts';
import { spawnedByOutput } from './rollout-spawns.ts';
import { closeCall, isKnown, type OpenCall, openCall, rememberSearch, takeSearch } from './rollout-state.ts';
import { calledName, mcpToolName, spelledForModel } from './rollout-tool-names.ts';

type Reading = (rollout: Rollout, record: RolloutRecord) => readonly Observation[];

/** What the model asked for and what it was answered. `tool_call` and `function_result` come from trimmed old files. */
const readings: Readonly<Record<string, Reading>> = {
  message: usedSkills,
  function_call: readCall,
  custom_tool_call: readCall,
  tool_call: readCall,
  local_shell_call: readCall,
  tool_search_call: readCall,
  web_search_call: readSearch,
  image_generation_call: readImage,
  function_call_output: readOutput,
  custom_tool_call_output: readOutput,
  local_shell_call_output: readOutput,
  tool_search_output: readOutput,
  tool_result: readOutput,
  function_result: readOutput,
};

export function readItem(rollout: Rollout, record: RolloutRecord): readonly Observation[] {
  const reading = Object.hasOwn(readings, record.kind) ? readings[record.kind] : undefined;
  if (reading !== undefined) return reading(rollout, record);
  if (!isPassedOver(record.type, record.kind)) countSkipped(rollout, `response_item:${record.kind}`);
  return [];
}

function readCall(rollout: Rollout, record: RolloutRecord): readonly Observation[] {
  const { payload, kind } = record;
  const told = textField(payload, 'call_id') ?? (kind === 'tool_search_call' ? textField(payload, 'id') : undefined);
  const callId = told ?? textField(payload, 'id') ?? madeId(record);
  const isMade = callId.startsWith('gatehouse:');
  if (isKnown(rollout.state, callId) || (isMade && isCopy(rollout, record))) return [];
  const name = nameOf(record);
  const start = startFact(rollout, record, { callId, name, args: argumentsOf(payload) });
  openCall(rollout.state, openedCall(rollout, record, { start, isNameless: told === undefined }));
  return [start, ...endedAtOnce(rollout, record, { callId, isTold: told !== undefined })];
}

function nameOf({ kind, payload }: RolloutRecord): string {
  if (kind === 'local_shell_call') return 'local_shell';
  return kind === 'tool_search_call' ? 'tool_search' : calledName(payload);
}

function openedCall(
  rollout: Rollout,
  record: RolloutRecord,
  { start, isNameless }: { start: CallStart; isNameless: boolean },
): OpenCall {
  const { payload, kind } = record;
  const isProgram = kind === 'custom_tool_call' && start.name === 'exec';
  const cell = start.name === 'wait' ? cellOf(start.args?.text ?? '') : undefined;
  return present({
    id: start.callId,
    name: start.name,
    at: start.at,
    turn: turnOf(rollout, record),
    isNameless: isNameless || undefined,
    mentions: isProgram ? mentionedTools(textField(payload, 'input') ?? '') : undefined,
    cell,
  });
}

function cellOf(args: string): string | undefined {
  return /"cell_id"\s*:\s*"?([^",}\s]{1,256})/.exec(args)?.[1];
}

/** Arguments are JSON in a string, free text, or an object. */
function argumentsOf(payload: UnknownRecord): CallStart['args'] {
  for (const key of ['arguments', 'input', 'action']) {
    const value = payload[key];
    if (typeof value === 'string') return bodyOfText(value);
    if (value !== undefined && value !== null) return bodyOfValue(value);
  }
  return undefined;
}

/** A shell or search that ran at the provider's has no call id, and no output follows. */
function endedAtOnce(
  rollout: Rollout,
  record: RolloutRecord,
  { callId, isTold }: { callId: string; isTold: boolean },
): Observation[] {
  const { payload, kind } = record;
  const isHosted = kind === 'tool_search_call' && payload['execution'] === 'server' && !textField(payload, 'call_id');
  const isOldShell = kind === 'local_shell_call' && !isTold;
  const verdict = isHosted || isOldShell ? verdictOfStatus(textField(payload, 'status'), undefined) : undefined;
  if (verdict === undefined) return [];
  closeCall(rollout.state, callId);
  return [endFact(rollout, record, { callId, outcome: verdict.outcome, rank: 1 })];
}

/**
 * A search of the provider's: no call id and no output. Its id is the call id of `web_search_end`, which stands before
 * it; builds that wrote no id are paired with it by order.
 */
function readSearch(rollout: Rollout, record: RolloutRecord): readonly Observation[] {
  const own = textField(record.payload, 'id', 'call_id');
  const native = takeSearch(rollout.state, true, own);
  if (own === undefined && native !== undefined) return [];
  const callId = own ?? madeId(record);
  if (isKnown(rollout.state, callId) || (own === undefined && isCopy(rollout, record))) return [];
  if (own === undefined) rememberSearch(rollout.state, callId, false);
  return hosted(rollout, record, { callId, name: 'web_search', args: bodyOfValue(record.payload['action']) });
}

function readImage(rollout: Rollout, record: RolloutRecord): readonly Observation[] {
  const { payload } = record;
  const own = textField(payload, 'id', 'call_id');
  const callId = own ?? madeId(record);
  if (isKnown(rollout.state, callId) || (own === undefined && isCopy(rollout, record))) return [];
  const picture = textField(payload, 'result');
  return hosted(rollout, record, {
    callId,
    name: 'image_generation',
    args: bodyOfValue(textField(payload, 'revised_prompt')),
    result: picture === undefined ? undefined : bodyOfText(dataNote('image', picture.length)),
  });
}

function hosted(
  rollout: Rollout,
  record: RolloutRecord,
  call: { callId: string; name: string; args: CallStart['args']; result?: CallStart['args'] },
): Observation[] {
  const { callId, name, args, result } = call;
  closeCall(rollout.state, callId);
  const verdict = verdictOfStatus(textField(record.payload, 'status'), undefined);
  const outcome = verdict?.outcome ?? (result === undefined ? 'unknown' : 'ok');
  return [
    startFact(rollout, record, { callId, name, args }),
    endFact(rollout, record, { callId, outcome, rank: outcome === 'unknown' ? 0 : 1, result }),
  ];
}

function readOutput(rollout: Rollout, record: RolloutRecord): readonly Observation[] {
  const { payload } = record;
  const call = answeredCall(rollout, record);
  const callId = textField(payload, 'call_id') ?? call?.id;
  if (callId === undefined) {
    countSkipped(rollout, `response_item:${record.kind} without a call`);
    return [];
  }
  const output = payload['output'] ?? payload['result'] ?? payload['tools'];
  const verdict = verdictOf(rollout, payload, output);
  const { decision, durationMs } = verdict;
  const isWait = verdict.cell !== undefined && call !== undefined && call.mentions === undefined;
  const end = endFact(rollout, record, {
    callId,
    outcome: isWait ? 'ok' : verdict.outcome,
    // A program that goes on has not ended: whatever tells more later counts. A wait for it has.
    rank: verdict.cell === undefined || isWait ? 1 : 0,
    result: bodyOfOutput(output),
    durationMs,
    decision,
    explicit: attributed(record, call),
  });
  // The call may stand in another file, or later: then it is still to be told.
  if (call === undefined) return [end];
  const ofCell = cellReturned(rollout, record, call, verdict);
  if (call.mentions === undefined) closeCall(rollout.state, callId);
  else programReturned(rollout, record, call, verdict);
  return [end, ...ofCell, ...spawnedByOutput(rollout, record, call)];
}

/** The open call that an output answers; without call ids the oldest one of the same name. */
function answeredCall({ state }: Rollout, { payload }: RolloutRecord): OpenCall | undefined {
  const callId = textField(payload, 'call_id');
  if (callId !== undefined) return state.open.get(callId);
  const name = calledName(payload);
  return [...state.open.values()].find((each) => each.isNameless === true && each.name === name);
}

/** An output that tells of no failure is taken as success: Codex writes no flag. */
function verdictOf(rollout: Rollout, payload: UnknownRecord, output: unknown): Verdict {
  const object = asRecord(output);
  return (
    (object === undefined ? undefined : (verdictOfValue(object) ?? exitOf(object))) ??
    verdictOfText(textOfOutput(output), rollout.state.approval) ??
    verdictOfStatus(textField(payload, 'status'), rollout.state.approval) ?? { outcome: 'ok' }
  );
}

function exitOf(output: UnknownRecord): Verdict | undefined {
  const code = output['exitCode'] ?? output['exit_code'];
  return typeof code === 'number' ? { outcome: code === 0 ? 'ok' : 'error' } : undefined;
}

/**
 * `mcp_attribution` names the MCP tools behind an output, those of earlier calls included, so only the one this call
 * names is taken.
 */
function attributed(record: RolloutRecord, call: OpenCall | undefined): CallStart['explicit'] {
  const attribution = asRecord(
    record.metadata?.['mcp_attribution'] ?? asRecord(record.payload['metadata'])?.['mcp_attribution'],
  );
  if (call === undefined || attribution === undefined) return undefined;
  for (const source of asArray(attribution['sources']) ?? []) {
    const told = asRecord(source);
    const server = textField(told, 'server_name', 'serverName');
    const tool = textField(told, 'tool_name', 'toolName');
    if (server === undefined || tool === undefined) continue;
    if (mcpToolName(spelledForModel(server), spelledForModel(tool)) !== call.name) continue;
    return present({ server, tool, pluginId: textField(told, 'plugin_id', 'pluginId') });
  }
  return undefined;
}

/** Calls of the turn that were under way when it was stopped. A program in a cell may go on. */
export function breakOff(rollout: Rollout, record: RolloutRecord): readonly Observation[] {
  const { state } = rollout;
  const turn = textField(record.payload, 'turn_id');
  const broken = [...state.open.values()].filter(
    (each) =>
      (turn === undefined || each.turn === undefined || each.turn === turn) &&
      (each.mentions === undefined || each.cell === undefined),
  );
  for (const { id } of broken) closeCall(state, id);
  return broken.map(({ id }) => endFact(rollout, record, { callId: id, outcome: 'cancelled', rank: 0 }));
}

import type { UnknownRecord } from '#agents/shapes';
import type { Observation } from '#agents/transcript';
import { bodyOfValue } from './rollout-bodies.ts';
import { breakOff } from './rollout-calls.ts';
import { countSkipped, type Rollout, startFact, turnOf } from './rollout-facts.ts';
import { numberField, present, recordField, textField } from './rollout-fields.ts';
import { type NativeCall, readNative } from './rollout-native.ts';
import * as native from './rollout-native-records.ts';
import { isPassedOver, isPassedOverItem, type RolloutRecord } from './rollout-record.ts';
import { spawnedByRecord } from './rollout-spawns.ts';
import { isKnown, openCall, rememberDecision } from './rollout-state.ts';

type NativeReading = (record: native.NativeRecord) => NativeCall;

const nativeEvents: Readonly<Record<string, NativeReading>> = {
  mcp_tool_call_end: native.mcpCall,
  exec_command_end: native.commandCall,
  patch_apply_end: native.patchCall,
  web_search_end: native.searchCall,
  image_generation_end: native.imageCall,
  view_image_tool_call: native.viewImageCall,
  dynamic_tool_call_response: native.dynamicCall,
};

const nativeItems: Readonly<Record<string, NativeReading>> = {
  McpToolCall: native.mcpCall,
  CommandExecution: native.commandCall,
  FileChange: native.patchCall,
  WebSearch: native.searchCall,
  ImageGeneration: native.imageCall,
  ImageView: native.viewImageCall,
  DynamicToolCall: native.dynamicCall,
  CollabAgentToolCall: native.collabCall,
  Extension: native.extensionCall,
};

/**
 * What Codex itself recorded. Legacy files hold events of calls, paginated ones completed items; both are read in every
 * file, because builds differ and a call is recognised by its id either way. Hook runs, approvals and MCP servers that
 * did not start are in no rollout.
 */
export function readEvent(rollout: Rollout, record: RolloutRecord): readonly Observation[] {
  const { kind, payload } = record;
  const reading = Object.hasOwn(nativeEvents, kind) ? nativeEvents[kind] : undefined;
  if (reading !== undefined) return readNativeRecord(rollout, record, { reading, told: payload, times: payload });
  switch (kind) {
    case 'item_completed':
      return readCompleted(rollout, record);
    case 'task_started':
    case 'turn_started':
      rollout.state.turn = textField(payload, 'turn_id') ?? rollout.state.turn;
      rollout.state.searches = [];
      return [];
    case 'turn_aborted':
      return breakOff(rollout, record);
    case 'guardian_assessment':
      return noteAssessment(rollout, payload);
    case 'dynamic_tool_call_request':
      return readRequest(rollout, record);
    case 'collab_agent_spawn_end':
    case 'sub_agent_activity':
      return spawnedByRecord(rollout, record, payload);
    default:
      if (!isPassedOver(record.type, kind)) countSkipped(rollout, `event_msg:${kind}`);
      return [];
  }
}

function readCompleted(rollout: Rollout, record: RolloutRecord): readonly Observation[] {
  const item = recordField(record.payload, 'item') ?? {};
  const type = textField(item, 'type') ?? '';
  if (type === 'SubAgentActivity') return spawnedByRecord(rollout, record, item);
  const reading = Object.hasOwn(nativeItems, type) ? nativeItems[type] : undefined;
  if (reading !== undefined) return readNativeRecord(rollout, record, { reading, told: item, times: record.payload });
  if (!isPassedOverItem(type)) countSkipped(rollout, `item:${type}`);
  return [];
}

function readNativeRecord(
  rollout: Rollout,
  record: RolloutRecord,
  { reading, told, times }: { reading: NativeReading; told: UnknownRecord; times: UnknownRecord },
): readonly Observation[] {
  const id = textField(told, 'call_id', 'callId', 'id');
  if (id === undefined) {
    countSkipped(rollout, `${record.type}:${record.kind} without an id`);
    return [];
  }
  const startedAt = positive(numberField(times, 'started_at_ms', 'startedAtMs'));
  const endedAt = positive(numberField(times, 'completed_at_ms', 'completedAtMs'));
  const call = reading({ id, told, approval: rollout.state.approval });
  return readNative(rollout, record, { ...call, startedAt, endedAt });
}

function positive(time: number | undefined): number | undefined {
  return time !== undefined && time > 0 ? time : undefined;
}

/** Codex may let a model judge what would need the user's approval; what it says counts for the call's end. */
function noteAssessment(rollout: Rollout, payload: UnknownRecord): readonly Observation[] {
  const target = textField(payload, 'target_item_id', 'targetItemId');
  const status = textField(payload, 'status');
  if (target === undefined || (status !== 'approved' && status !== 'denied')) return [];
  const reason = textField(payload, 'rationale')?.slice(0, 500);
  rememberDecision(
    rollout.state,
    target,
    present({ by: 'classifier' as const, allowed: status === 'approved', reason }),
  );
  return [];
}

function readRequest(rollout: Rollout, record: RolloutRecord): readonly Observation[] {
  const { payload } = record;
  const id = textField(payload, 'callId', 'call_id');
  if (id === undefined || isKnown(rollout.state, id)) return [];
  const { name } = native.dynamicCall({ id, told: payload, approval: undefined });
  const start = startFact(rollout, record, { callId: id, name, args: bodyOfValue(payload['arguments']) });
  openCall(rollout.state, present({ id, name, at: start.at, turn: turnOf(rollout, record) }));
  return [start];
}

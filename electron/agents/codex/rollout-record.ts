import { asRecord, type UnknownRecord } from '#agents/shapes';
import { textField } from './rollout-fields.ts';

/** One line of a rollout, in the form of the current envelope. */
export interface RolloutRecord {
  /** `session_meta`, `turn_context`, `response_item`, `event_msg`, …; `head` for the first line of the oldest files. */
  type: string;
  /** Type of the payload, empty when it has none. */
  kind: string;
  payload: UnknownRecord;
  /** Milliseconds since 1970; undefined when the record tells none that can be read. */
  at: number | undefined;
  /** Of paginated files only. */
  ordinal: number | undefined;
  line: number;
  /** `metadata` beside the payload, where Codex names the MCP tools behind an output. */
  metadata: UnknownRecord | undefined;
}

/** Where Codex puts the type of a record, of its payload and of the item in it: before everything that can be long. */
const opening =
  /^\{"timestamp":"[^"]*",(?:"ordinal":\d+,)?"type":"([a-z_]+)","payload":\{(?:"type":"([a-z_]+)"(?:,"thread_id":"[^"]*","turn_id":"[^"]*","item":\{"type":"(\w+)")?)?/;

/** Records without calls: what is said, thought and counted, and instructions, which make up most of a file. */
const passedOver = new Set([
  'world_state',
  'compacted',
  'token_usage_record',
  'inter_agent_communication',
  'inter_agent_communication_metadata',
  ...['reasoning', 'additional_tools', 'agent_message', 'ghost_snapshot', 'compaction', 'context_compaction'].map(
    (kind) => `response_item:${kind}`,
  ),
  ...[
    'token_count',
    'user_message',
    'agent_message',
    'agent_reasoning',
    'agent_reasoning_raw_content',
    'agent_reasoning_section_break',
    'context_compacted',
    'thread_settings_applied',
    'thread_name_updated',
    'thread_goal_updated',
    'thread_rolled_back',
    'entered_review_mode',
    'exited_review_mode',
    'undo_completed',
    'error',
    'warning',
    'task_complete',
    'turn_complete',
    // Their calls end with an output of their own, which says the same.
    'collab_waiting_end',
    'collab_close_end',
    'collab_agent_interaction_end',
    'collab_resume_end',
  ].map((kind) => `event_msg:${kind}`),
]);

/** Items that are no calls. */
const passedOverItems = new Set([
  'UserMessage',
  'AgentMessage',
  'Reasoning',
  'Plan',
  'HookPrompt',
  'ContextCompaction',
  'EnteredReviewMode',
  'ExitedReviewMode',
]);

export function isPassedOverItem(type: string): boolean {
  return passedOverItems.has(type);
}

export function isPassedOver(type: string, kind: string): boolean {
  return passedOver.has(type) || passedOver.has(`${type}:${kind}`);
}

/**
 * Whether a line can be left unparsed, told by its beginning. A line that begins otherwise, or whose end is torn off,
 * is parsed.
 */
export function canBeSkipped(text: string): boolean {
  const found = opening.exec(text);
  if (found === null || !text.endsWith('}')) return false;
  const [, type = '', kind = '', item] = found;
  if (type === 'response_item' && kind === 'message') return !mayHoldSkill(text);
  if (item !== undefined && kind === 'item_completed') return passedOverItems.has(item);
  return isPassedOver(type, kind);
}

/** A skill is handed to the model as a message of its own that starts with the tag. */
function mayHoldSkill(text: string): boolean {
  return text.includes('"<skill>');
}

/** Undefined for JSON that is no record. Never throws. */
export function recordOf(value: unknown, line: number): RolloutRecord | undefined {
  const record = asRecord(value);
  if (record === undefined) return undefined;
  const payload = asRecord(record['payload']);
  const type = textField(record, 'type') ?? '';
  const at = timeOf(record['timestamp']) ?? timeOf(record['created_at']);
  const metadata = asRecord(record['metadata']);
  if (payload !== undefined && type !== '') {
    const ordinal = Number.isSafeInteger(record['ordinal']) ? (record['ordinal'] as number) : undefined;
    return { type, kind: textField(payload, 'type') ?? '', payload, at, ordinal, line, metadata };
  }
  // Until September 2025 records had no envelope and no time, and the first line was the session itself.
  const isHead = type === '' && textField(record, 'id') !== undefined && at !== undefined;
  const bare = isHead ? 'head' : 'response_item';
  return { type: bare, kind: type, payload: record, at, ordinal: undefined, line, metadata };
}

/** Milliseconds of an ISO time; undefined for anything else. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isFinite(time) ? time : undefined;
}

import { asArray, asRecord, type UnknownRecord } from '#agents/shapes';
import type { Observation, SessionFact } from '#agents/transcript';
import type { Rollout } from './rollout-facts.ts';
import { numberField, present, recordField, textField } from './rollout-fields.ts';
import { type RolloutRecord, timeOf } from './rollout-record.ts';

/**
 * `session_meta`. A forked file may hold several: the first is its own (or, when calls were seen before it, none is), the
 * others are of sessions whose history it was started with.
 */
export function readSessionMeta(rollout: Rollout, record: RolloutRecord): readonly Observation[] {
  const { state } = rollout;
  const { payload } = record;
  const id = textField(payload, 'id') ?? textField(payload, 'thread_id');
  const isOwn = !state.isTold && (state.session === undefined || id === undefined || state.session === id);
  if (!isOwn && id !== state.session) {
    if (id === undefined || state.ancestors.includes(id)) return [];
    state.ancestors.push(id);
    state.copiedFrom ??= id;
    return [sessionFact(rollout, record)];
  }
  if (isOwn) state.session = id ?? state.session ?? rollout.name.session;
  state.isTold = true;
  takeIdentity(rollout, payload);
  takeDescent(rollout, payload);
  return [sessionFact(rollout, record)];
}

function takeIdentity({ state }: Rollout, payload: UnknownRecord): void {
  state.client = textField(payload, 'originator') ?? textField(payload, 'source') ?? state.client;
  state.version = textField(payload, 'cli_version') ?? state.version;
  state.cwd = folderOf(payload) ?? state.cwd;
  state.branch = textField(recordField(payload, 'git'), 'branch') ?? state.branch;
  state.subAgent = subAgentOf(payload) ?? state.subAgent;
}

function takeDescent({ state }: Rollout, payload: UnknownRecord): void {
  const base = recordField(payload, 'history_base');
  const forkedFrom = textField(payload, 'forked_from_id') ?? textField(base, 'thread_id');
  const spawn = recordField(recordField(recordField(payload, 'source') ?? {}, 'subagent') ?? {}, 'thread_spawn');
  const parent = textField(payload, 'parent_thread_id') ?? textField(spawn, 'parent_thread_id');
  if (parent !== undefined && parent !== state.session) state.parentSession = parent;
  state.copiesBelow = numberField(payload, 'subagent_history_start_ordinal') ?? state.copiesBelow;
  const copiedFrom = forkedFrom ?? (state.copiesBelow > 0 ? parent : undefined);
  state.copiedFrom = copiedFrom ?? state.copiedFrom;
  for (const id of [copiedFrom, textField(base, 'thread_id')]) {
    if (id !== undefined && id !== state.session && !state.ancestors.includes(id)) state.ancestors.push(id);
  }
}

/** The name of a sub-agent; for those Codex starts itself (`review`, …) what they are for. */
function subAgentOf(payload: UnknownRecord): string | undefined {
  const source = recordField(payload, 'source');
  const sub = source?.['subagent'] ?? source?.['sub_agent'];
  const spawn = recordField(asRecord(sub) ?? {}, 'thread_spawn');
  for (const place of [payload, spawn]) {
    const name = textField(place, 'agent_nickname') ?? textField(place, 'agent_path') ?? textField(place, 'agent_role');
    if (name !== undefined) return name;
  }
  return typeof sub === 'string' && sub !== '' ? sub : textField(asRecord(sub), 'other');
}

/** `turn_context`: where the agent is and which model answers. */
export function readTurnContext(rollout: Rollout, record: RolloutRecord): readonly Observation[] {
  const { state } = rollout;
  const { payload } = record;
  const before = state.cwd;
  state.turn = textField(payload, 'turn_id') ?? state.turn;
  state.cwd = folderOf(payload) ?? state.cwd;
  state.model = textField(payload, 'model') ?? state.model;
  state.approval = textField(payload, 'approval_policy') ?? state.approval;
  return before === undefined && state.cwd !== undefined ? [sessionFact(rollout, record)] : [];
}

/** The first line of files without envelope: `{"id", "timestamp", "instructions", "git"}`. */
export function readHead(rollout: Rollout, record: RolloutRecord): readonly Observation[] {
  return readSessionMeta(rollout, record);
}

/** Those files tell the folder only in the first message of the user. */
export function takeFolderFromMessage({ state }: Rollout, record: RolloutRecord): void {
  if (state.cwd !== undefined || record.payload['role'] !== 'user') return;
  for (const block of asArray(record.payload['content']) ?? []) {
    const text = textField(asRecord(block), 'text') ?? '';
    state.cwd ??= /^<environment_context>[^]{0,2000}?<cwd>([^<\n]{1,4096})<\/cwd>/.exec(text)?.[1];
  }
}

function folderOf(payload: UnknownRecord): string | undefined {
  const cwd = textField(payload, 'cwd');
  return cwd?.startsWith('file://') ? decoded(cwd.slice('file://'.length)) : cwd;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}

function sessionFact({ state, name }: Rollout, record: RolloutRecord): SessionFact {
  state.session ??= name.session;
  return present({
    kind: 'session' as const,
    session: state.session,
    at: timeOf(record.payload['timestamp']) ?? record.at,
    project: state.cwd,
    descendsFrom: state.ancestors.length === 0 ? undefined : [...state.ancestors],
    parentSession: state.parentSession,
    client: state.client,
  });
}

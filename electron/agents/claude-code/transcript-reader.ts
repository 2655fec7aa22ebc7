import { asArray, asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type {
  CallEnd,
  CallStart,
  ExplicitSource,
  Observation,
  TranscriptFile,
  TranscriptReader,
} from '#agents/transcript';
import { optional } from './install-records.ts';
import { resultBody, spilledFile } from './transcript-bodies.ts';
import { common, type Envelope, timeOf } from './transcript-envelope.ts';
import { hookProgress, stopHooks, typedCommand } from './transcript-extras.ts';
import { isKnownKind, judgeLine } from './transcript-lines.ts';
import { decisionOf, outcomeOf, toldDuration } from './transcript-outcome.ts';
import { close, freshState, keepOpen, readState, type TranscriptState, writeState } from './transcript-state.ts';
import { encodedName } from './transcript-suppliers.ts';

/** Reads one transcript of a session or of a sub-agent. */
export function openTranscript(file: TranscriptFile, json?: string): TranscriptReader {
  const own = sessionOfFile(file.relative);
  const state = json === undefined || json === '' ? freshState(own) : readState(json, own);
  const skipped = new Map<string, number>();
  const skip = (kind: string) => void skipped.set(kind, (skipped.get(kind) ?? 0) + 1);
  return {
    skipped,
    state: () => writeState(state),
    read(text, line) {
      if (text.trim() === '') return [];
      const judged = judgeLine(text);
      if (!judged.read) {
        if (judged.unknown !== undefined) skip(judged.unknown);
        return [];
      }
      const record = parsed(text);
      if (record === undefined) {
        return [{ kind: 'problem', code: 'transcript-line-invalid', line, message: 'The line is no valid JSON.' }];
      }
      const read = asRecord(record);
      if (read === undefined) {
        skip(Array.isArray(record) ? 'list' : typeof record);
        return [];
      }
      return observe(read, line, state, skip);
    },
  };
}

/** `<project>/<session>.jsonl`, or a file in a folder named by the session for its sub-agents. */
function sessionOfFile(relative: string): string {
  const parts = relative.split('/');
  const name = parts.at(-1) ?? relative;
  const below = parts.lastIndexOf('subagents');
  return (below > 0 ? parts[below - 1] : undefined) ?? name.replace(/\.jsonl$/, '');
}

/** Undefined when it is no JSON; null and other values come as they are. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function observe(
  record: UnknownRecord,
  line: number,
  state: TranscriptState,
  skip: (kind: string) => void,
): Observation[] {
  state.session = asString(record['sessionId']) ?? state.session;
  const envelope: Envelope = { session: state.session, at: timeOf(record), record, line };
  const found = lineage(envelope, state);
  switch (record['type']) {
    case 'assistant':
      return [...found, ...labels(envelope, state), ...starts(envelope, record['message'], state)];
    case 'user':
      return [...found, ...ends(envelope, record, state), ...typedCommand(envelope), ...interruption(envelope, state)];
    case 'progress':
      return [...found, ...progress(envelope, state)];
    case 'system':
      return [...found, ...stopHooks(envelope)];
    default: {
      const kind = asString(record['type']) ?? 'without a type';
      if (!isKnownKind(kind)) skip(kind);
      return found;
    }
  }
}

/** A forked session's records name the session they were copied from. */
function lineage({ session, record }: Envelope, state: TranscriptState): Observation[] {
  const from = asString(asRecord(record['forkedFrom'])?.['sessionId']);
  if (from === undefined || from === session || state.descendsFrom.includes(from)) return [];
  state.descendsFrom.push(from);
  return [{ kind: 'session', session, descendsFrom: [...state.descendsFrom] }];
}

interface Caller {
  subAgent?: string;
  parent?: string;
}

function starts(envelope: Envelope, message: unknown, state: TranscriptState, caller?: Caller): Observation[] {
  const content = asArray(asRecord(message)?.['content']) ?? [];
  const model = asString(asRecord(message)?.['model']);
  return content.flatMap((each): Observation[] => {
    const block = asRecord(each);
    const callId = asString(block?.['id']);
    const name = asString(block?.['name']);
    if (block?.['type'] !== 'tool_use' || callId === undefined || name === undefined) return [];
    keepOpen(state, callId, name);
    const skill = name === 'Skill' ? asString(asRecord(block['input'])?.['skill']) : undefined;
    const start: CallStart = {
      ...common(envelope),
      ...(caller ?? callerOf(envelope.record)),
      callId,
      name,
      type: name === 'Skill' ? 'skill' : 'tool',
      args: { format: 'json', text: JSON.stringify(block['input'] ?? {}) },
      ...(skill === undefined ? {} : { explicit: { skill } }),
      ...optional('model', model === '<synthetic>' ? undefined : model),
    };
    return [start];
  });
}

function callerOf(record: UnknownRecord): Caller {
  const agent = asString(record['agentId']);
  if (agent === undefined && record['isSidechain'] !== true) return {};
  return { subAgent: agent ?? 'sidechain' };
}

function ends(envelope: Envelope, record: UnknownRecord, state: TranscriptState): Observation[] {
  const content = asArray(asRecord(record['message'])?.['content']) ?? [];
  const blocks = content.flatMap((each) => {
    const block = asRecord(each);
    return block?.['type'] === 'tool_result' ? [block] : [];
  });
  // One record holds one result and what the tool gave back; with several it is not known whose that is.
  const whole = blocks.length === 1 ? record : { ...record, toolUseResult: undefined };
  return blocks.flatMap((block) => endOf(envelope, block, whole, state));
}

function endOf(
  { session, at }: Envelope,
  block: UnknownRecord,
  record: UnknownRecord,
  state: TranscriptState,
): Observation[] {
  const callId = asString(block['tool_use_id']);
  if (callId === undefined) return [];
  close(state, callId);
  const use = record['toolUseResult'];
  const result = resultBody(block['content']) ?? resultBody(asString(use));
  const text = result?.format === 'text' ? result.text : '';
  const end: CallEnd = {
    kind: 'end',
    session,
    callId,
    rank: 1,
    outcome: outcomeOf(block, record, text),
    ...optional('at', at),
    ...optional('result', result),
    ...optional('spilled', spilledFile(use, text)),
    ...optional('durationMs', toldDuration(use)),
    ...optional('decision', decisionOf(record, text)),
  };
  const agent = asString(asRecord(use)?.['agentId']);
  if (agent === undefined) return [end];
  return [end, { kind: 'session', session, subAgent: agent, parentCall: callId }];
}

/** Calls of sub-agents inside the progress of the call that started them. */
function progress(envelope: Envelope, state: TranscriptState): Observation[] {
  const data = asRecord(envelope.record['data']);
  if (data?.['type'] === 'hook_progress') return hookProgress(envelope, data);
  const inner = asRecord(data?.['message']);
  if (data === undefined || inner === undefined) return [];
  const own: Envelope = { ...envelope, at: timeOf(inner) ?? envelope.at };
  const caller: Caller = {
    subAgent: asString(data['agentId']) ?? 'sidechain',
    ...optional('parent', asString(envelope.record['parentToolUseID'])),
  };
  if (inner['type'] === 'assistant') return starts(own, inner['message'], state, caller);
  return inner['type'] === 'user' ? ends(own, inner, state) : [];
}

/**
 * An answer is labelled with the MCP tool whose result fed it last (seen with Claude Code 2.1.330): that names the
 * plugin's server without guessing. It says nothing about how the call ended.
 */
function labels({ session, record }: Envelope, state: TranscriptState): Observation[] {
  const server = asString(record['attributionMcpServer']);
  const tool = asString(record['attributionMcpTool']);
  if (server === undefined || tool === undefined) return [];
  const name = encodedName(server, tool);
  const callId = [...state.ended].findLast(([, each]) => each === name)?.[0];
  if (callId === undefined) return [];
  state.ended.delete(callId);
  const [, plugin, own] = /^plugin:([^:]+):(.+)$/.exec(server) ?? [];
  const explicit: ExplicitSource = { tool, server: own ?? server, ...optional('pluginName', plugin) };
  return [{ kind: 'end', session, callId, rank: 0, outcome: 'unknown', explicit }];
}

/** The user broke the turn off: what has no result yet will get none. */
function interruption({ session, at, record }: Envelope, state: TranscriptState): Observation[] {
  const content = asRecord(record['message'])?.['content'];
  const texts = (asArray(content) ?? [{ text: content }]).map((each) => asString(asRecord(each)?.['text']) ?? '');
  if (!texts.some((text) => text.startsWith('[Request interrupted by user'))) return [];
  const open = [...state.open.keys()];
  state.open.clear();
  return open.map((callId) => ({
    kind: 'end',
    session,
    callId,
    rank: 0,
    outcome: 'cancelled',
    ...optional('at', at),
  }));
}

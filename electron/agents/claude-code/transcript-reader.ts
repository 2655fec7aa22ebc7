import { asArray, asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { CallEnd, CallStart, Observation, TranscriptFile, TranscriptReader } from '#agents/transcript';
import { optional } from './install-records.ts';
import { jsonBody, resultBody, spilledFile } from './transcript-bodies.ts';
import { common, type Envelope, subAgentOf, timeOf } from './transcript-envelope.ts';
import { hookProgress, skillFolder, stopHooks, typedCommand } from './transcript-extras.ts';
import { parsedLine } from './transcript-json.ts';
import { labels } from './transcript-labels.ts';
import { isKnownKind, judgeLine } from './transcript-lines.ts';
import { decisionOf, outcomeOf, type ResultFacts, toldDuration } from './transcript-outcome.ts';
import { close, freshState, keepOpen, readState, type TranscriptState, writeState } from './transcript-state.ts';

/** Reads one transcript of a session or of a sub-agent. */
export function openTranscript(file: TranscriptFile, json?: string): TranscriptReader {
  const own = sessionOfFile(file.relative);
  const ofFile = /(?:^|\/)agent-([^/]+)\.jsonl$/.exec(file.relative)?.[1];
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
      const record = parsedLine(text);
      if (record === undefined) {
        return [{ kind: 'problem', code: 'transcript-line-invalid', line, message: 'The line is no valid JSON.' }];
      }
      const read = asRecord(record);
      if (read === undefined) {
        skip(Array.isArray(record) ? 'list' : typeof record);
        return [];
      }
      return observe(enveloped(read, line, state, ofFile), state, skip);
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

/** Takes what later records may lack into the state. */
function enveloped(record: UnknownRecord, line: number, state: TranscriptState, ofFile: string | undefined): Envelope {
  const lastAt = state.at;
  const at = timeOf(record);
  state.session = asString(record['sessionId']) ?? state.session;
  if (at !== undefined) state.at = at;
  const mode = asString(record['permissionMode']);
  if (mode !== undefined) state.mode = mode;
  return { session: state.session, at, lastAt, subAgent: subAgentOf(record, ofFile), record, line };
}

function observe(envelope: Envelope, state: TranscriptState, skip: (kind: string) => void): Observation[] {
  const { record } = envelope;
  const found = lineage(envelope, state);
  switch (record['type']) {
    case 'assistant':
      return [...found, ...labels(envelope, state), ...starts(envelope, record, state)];
    case 'user':
      return [
        ...found,
        ...ends(envelope, record, state),
        ...skillFolder(envelope),
        ...typedCommand(envelope),
        ...interruption(envelope, state),
      ];
    case 'progress':
      return [...found, ...progress(envelope, state)];
    case 'system':
      return [...found, ...stopHooks(envelope), ...typedCommand(envelope)];
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

/** `answer` is the assistant's record, inside another one for sub-agents in progress. */
function starts(envelope: Envelope, answer: UnknownRecord, state: TranscriptState, parent?: string): Observation[] {
  const message = asRecord(answer['message']);
  const model = asString(message?.['model']);
  const of = { thread: envelope.subAgent ?? '', answer: asString(message?.['id']) ?? '' };
  return (asArray(message?.['content']) ?? []).flatMap((each): Observation[] => {
    const block = asRecord(each);
    const callId = asString(block?.['id']);
    const name = asString(block?.['name']);
    if (block?.['type'] !== 'tool_use' || callId === undefined || name === undefined) return [];
    const skill = name === 'Skill' ? asString(asRecord(block['input'])?.['skill']) : undefined;
    const start: CallStart = {
      ...common(envelope),
      callId,
      name,
      type: name === 'Skill' ? 'skill' : 'tool',
      args: jsonBody(block['input'] ?? {}),
      ...(skill === undefined ? {} : { explicit: { skill } }),
      ...optional('model', model === '<synthetic>' ? undefined : model),
      ...optional('parent', parent),
    };
    // An answer that was broken off while it came: its calls were never made.
    if (answer['isAbortedMidStream'] === true) return [start, cancelled(start.session, callId)];
    keepOpen(state, callId, { ...of, name: skill === undefined ? name : `Skill ${skill}` });
    return [start];
  });
}

function cancelled(session: string, callId: string, at?: number): CallEnd {
  return { kind: 'end', session, callId, rank: 0, outcome: 'cancelled', ...optional('at', at) };
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
  const facts: ResultFacts = { block, record, text, mode: state.mode };
  const end: CallEnd = {
    kind: 'end',
    session,
    callId,
    rank: 1,
    outcome: outcomeOf(facts),
    ...optional('at', at),
    ...optional('result', result),
    ...optional('spilled', spilledFile(use, text)),
    ...optional('durationMs', toldDuration(use)),
    ...optional('decision', decisionOf(facts)),
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
  const subAgent = asString(data['agentId']) ?? 'sidechain';
  const own: Envelope = { ...envelope, at: timeOf(inner) ?? envelope.at, subAgent };
  if (inner['type'] === 'user') return ends(own, inner, state);
  if (inner['type'] !== 'assistant') return [];
  return starts(own, inner, state, asString(envelope.record['parentToolUseID']));
}

/** The user broke the turn off: what has no result yet, in this thread or any it started, will get none. */
function interruption({ session, at, subAgent, record }: Envelope, state: TranscriptState): Observation[] {
  const content = asRecord(record['message'])?.['content'];
  const texts = (asArray(content) ?? [{ text: content }]).map((each) => asString(asRecord(each)?.['text']) ?? '');
  if (!texts.some((text) => text.startsWith('[Request interrupted by user'))) return [];
  const open = [...state.open].filter(([, { thread }]) => subAgent === undefined || thread === subAgent);
  for (const [callId] of open) state.open.delete(callId);
  return open.map(([callId]) => cancelled(session, callId, at));
}

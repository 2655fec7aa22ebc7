import type { Observation, TranscriptFile, TranscriptProblem, TranscriptReader } from '#agents/transcript';
import { readItem } from './rollout-calls.ts';
import { readEvent } from './rollout-events.ts';
import { countSkipped, isCopy, type Rollout } from './rollout-facts.ts';
import { readRolloutName } from './rollout-name.ts';
import { canBeSkipped, isPassedOver, type RolloutRecord, recordOf } from './rollout-record.ts';
import { readHead, readSessionMeta, readTurnContext, takeFolderFromMessage } from './rollout-session.ts';
import { restoredState, savedState } from './rollout-state.ts';

const nothing: readonly Observation[] = [];

/** Reads one rollout of Codex, plain or decompressed, of any build since spring 2025. */
export function openRollout(file: TranscriptFile, saved?: string): TranscriptReader {
  const name = readRolloutName(file.relative === '' ? file.path : file.relative);
  const rollout: Rollout = { name, state: restoredState(saved, name.at), skipped: new Map() };
  return {
    read: (text, line) => (canBeSkipped(text) ? nothing : readLine(rollout, text, line)),
    skipped: rollout.skipped,
    state: () => savedState(rollout.state),
  };
}

function readLine(rollout: Rollout, text: string, line: number): readonly Observation[] {
  if (text.trim() === '') return nothing;
  try {
    const record = recordOf(JSON.parse(text), line);
    return record === undefined ? [invalid(line, 'It is JSON, but no object.')] : readRecord(rollout, record);
  } catch (error) {
    // Only strangers' data is at work here: text that is no JSON, or values nested too deep to be written again.
    if (error instanceof SyntaxError) return [invalid(line, 'It does not parse as JSON.')];
    if (error instanceof RangeError) return [invalid(line, 'It is nested too deep to be read.')];
    throw error;
  }
}

function invalid(line: number, message: string): TranscriptProblem {
  return { kind: 'problem', code: 'transcript-line-invalid', line, message };
}

function readRecord(rollout: Rollout, record: RolloutRecord): readonly Observation[] {
  const { state } = rollout;
  if (record.at !== undefined) state.at = record.at;
  leaveCopies(rollout, record);
  switch (record.type) {
    case 'session_meta':
      return readSessionMeta(rollout, record);
    case 'head':
      return readHead(rollout, record);
    case 'turn_context':
      return readTurnContext(rollout, record);
    case 'event_msg':
      return readEvent(rollout, record);
    case 'response_item':
      if (record.kind === 'message') takeFolderFromMessage(rollout, record);
      return readItem(rollout, record);
    default:
      if (!isPassedOver(record.type, record.kind)) countSkipped(rollout, record.type);
      return nothing;
  }
}

/** Calls that are open where the copies end belong to the session they were copied from: it knows how they ended. */
function leaveCopies(rollout: Rollout, record: RolloutRecord): void {
  const isCopying = isCopy(rollout, record);
  if (rollout.state.isCopying && !isCopying && record.ordinal !== undefined) rollout.state.open.clear();
  if (record.ordinal !== undefined) rollout.state.isCopying = isCopying;
}

import { asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { CallEnd } from '#agents/transcript';
import type { Outcome } from '#contract/history';

type Decision = NonNullable<CallEnd['decision']>;

const refusedByUser =
  /^(?:The user doesn't want to (?:proceed|take this action)|The tool use was rejected|User rejected)/i;
const refusedByRule =
  /blocked by permission rules|Permission to use .{1,200} has been denied|requested permissions? to .{1,300}haven't granted|is denied by (?:your )?(?:permission|settings)|permission (?:was )?denied by/i;
const refusedByHook =
  /(?:PreToolUse|PermissionRequest)[^\n]{0,120}hook[^\n]{0,40}(?:error|blocked|denied)|blocked by (?:a )?hook/i;
const brokenOff = /^\[Request interrupted by user|^(?:Error: )?(?:The operation was aborted|Interrupted by user)/i;

/** How a call ended, from the record of its result. `text` is the result's own text. */
export function outcomeOf(block: UnknownRecord, record: UnknownRecord, text: string): Outcome {
  const decision = decisionOf(record, text);
  if (decision?.allowed === false) return 'denied';
  const use = record['toolUseResult'];
  if (brokenOff.test(text) || asRecord(use)?.['interrupted'] === true) return 'cancelled';
  if (block['is_error'] === true) return 'error';
  return asString(use)?.startsWith('Error') === true ? 'error' : 'ok';
}

/** Who let it run or did not; undefined when nothing tells (seen with Claude Code 2.1.330: `permissionDecision`). */
export function decisionOf(record: UnknownRecord, text: string): Decision | undefined {
  const denial = asString(record['toolDenialKind']);
  if (denial !== undefined) {
    return { by: denial.startsWith('user') ? 'user' : 'classifier', allowed: false, reason: denial };
  }
  const told = asRecord(record['permissionDecision']);
  const decided = asString(told?.['decision']);
  if (told !== undefined && decided !== undefined) {
    const reasons = [asString(told['source']), asString(told['reasonType'])].filter((each) => each !== undefined);
    return { by: deciderOf(told), allowed: decided === 'accept' || decided === 'allow', reason: reasons.join(', ') };
  }
  const beginning = text.slice(0, 1_000).replace(/^<tool_use_error>/, '');
  if (refusedByUser.test(beginning)) return { by: 'user', allowed: false };
  if (refusedByRule.test(beginning)) return { by: 'rule', allowed: false };
  return refusedByHook.test(beginning) ? { by: 'hook', allowed: false } : undefined;
}

function deciderOf(told: UnknownRecord): Decision['by'] {
  const kind = asString(told['reasonType']) ?? '';
  if (kind === 'mode' || kind === 'rule' || kind === 'hook' || kind === 'classifier') return kind;
  const source = asString(told['source']) ?? '';
  if (source.startsWith('user')) return 'user';
  if (source === 'hook') return 'hook';
  return source === 'config' ? 'rule' : 'unknown';
}

/** In ms, where the tool's own result tells it; undefined for most tools. */
export function toldDuration(toolUseResult: unknown): number | undefined {
  const record = asRecord(toolUseResult);
  if (record === undefined) return undefined;
  const ms = record['totalDurationMs'] ?? record['durationMs'];
  if (typeof ms === 'number' && ms >= 0) return ms;
  const seconds = record['durationSeconds'];
  return typeof seconds === 'number' && seconds >= 0 ? seconds * 1_000 : undefined;
}

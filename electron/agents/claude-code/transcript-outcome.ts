import { asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { CallEnd } from '#agents/transcript';
import type { Outcome } from '#contract/history';

export type Decision = NonNullable<CallEnd['decision']>;

/** What is known of one result. */
export interface ResultFacts {
  /** The `tool_result` block. */
  block: UnknownRecord;
  /** The record that holds it. */
  record: UnknownRecord;
  /** The result's own text; empty when it has none. */
  text: string;
  /** Permission mode of the session, as told last. */
  mode: string | undefined;
}

/** `toolDenialKind` (seen values; `permission-rule` is written for hooks too). */
const deniers: Readonly<Record<string, Decision['by']>> = {
  'user-rejected': 'user',
  'permission-rule': 'rule',
  'automode-blocked': 'classifier',
  'automode-unavailable': 'classifier',
};
/** Values of the same field that are no denials. */
const brokenOffKinds: ReadonlySet<string> = new Set(['interrupted', 'cancelled']);

/** How refusals begin. Only looked for in results marked as errors: any file may hold such words. */
const refusals: readonly (readonly [RegExp, Decision['by']])[] = [
  [/^(?:The user doesn't want to (?:proceed|take this action)|The tool use was rejected|User rejected)/i, 'user'],
  [/^(?:Hook )?(?:PreToolUse|PermissionRequest)\b/, 'hook'],
  [/^(?:Permission for this action has been denied|The server-side auto mode classifier)/, 'classifier'],
  [/^(?:Permission to use .{1,200} has been denied|Skill execution blocked by permission rules)/, 'rule'],
  [/^(?:Path|File|Directory) .{0,300}denied by your permission settings/, 'rule'],
  // Nobody was there to ask, or nobody answered.
  [/^Claude requested permissions? to .{1,1000}haven't granted/, 'unknown'],
];
const brokenOff =
  /^(?:\[Request interrupted by user|The operation was aborted|Interrupted by user|Sibling tool call errored|Cancelled: parallel tool call)/i;

/** How a call ended, from the record of its result. */
export function outcomeOf(facts: ResultFacts): Outcome {
  const { block, record, text } = facts;
  if (decisionOf(facts)?.allowed === false) return 'denied';
  const use = record['toolUseResult'];
  if (brokenOffKinds.has(asString(record['toolDenialKind']) ?? '')) return 'cancelled';
  if (asRecord(use)?.['interrupted'] === true || text.startsWith('[Request interrupted by user')) return 'cancelled';
  if (block['is_error'] === true) return brokenOff.test(beginning(text)) ? 'cancelled' : 'error';
  return asString(use)?.startsWith('Error: ') === true ? 'error' : 'ok';
}

/** Who let it run or did not; undefined when nothing tells (seen with Claude Code 2.1.330: `permissionDecision`). */
export function decisionOf(facts: ResultFacts): Decision | undefined {
  return denial(facts) ?? told(facts.record) ?? byMode(facts);
}

function denial({ block, record, text }: ResultFacts): Decision | undefined {
  const kind = asString(record['toolDenialKind']);
  if (kind !== undefined && brokenOffKinds.has(kind)) return undefined;
  const said = block['is_error'] === true ? beginning(text) : '';
  const by = refusals.find(([words]) => words.test(said))?.[1];
  if (kind === undefined) return by === undefined ? undefined : { by, allowed: false };
  const known = deniers[kind] ?? by ?? 'unknown';
  return { by: known === 'rule' && by === 'hook' ? 'hook' : known, allowed: false, reason: kind };
}

function told(record: UnknownRecord): Decision | undefined {
  const decision = asRecord(record['permissionDecision']);
  const decided = asString(decision?.['decision']);
  if (decision === undefined || decided === undefined) return undefined;
  const reasons = [asString(decision['source']), asString(decision['reasonType'])].filter((each) => each !== undefined);
  const allowed = decided === 'accept' || decided === 'allow';
  return { by: deciderOf(decision), allowed, ...(reasons.length === 0 ? {} : { reason: reasons.join(', ') }) };
}

function deciderOf(told: UnknownRecord): Decision['by'] {
  const kind = asString(told['reasonType']) ?? '';
  if (kind === 'mode' || kind === 'rule' || kind === 'hook' || kind === 'classifier') return kind;
  const source = asString(told['source']) ?? '';
  if (source.startsWith('user')) return 'user';
  if (source === 'hook') return 'hook';
  return source === 'config' ? 'rule' : 'unknown';
}

/** Older versions tell only the mode. One mode lets everything run unasked; in the others it is not known. */
function byMode({ text, mode }: ResultFacts): Decision | undefined {
  // What was wrong before anybody could decide.
  if (mode !== 'bypassPermissions' || text.startsWith('<tool_use_error>')) return undefined;
  return { by: 'mode', allowed: true, reason: mode };
}

function beginning(text: string): string {
  return text
    .slice(0, 1_500)
    .replace(/^<tool_use_error>/, '')
    .replace(/^Error: /, '')
    .trimStart();
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

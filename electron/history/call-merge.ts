import type { CallRecord } from './call-record.ts';
import type { NewEnd } from './new-facts.ts';

/** The oldest session whose history a session was started with; itself when it began empty. */
export type OldestOf = (session: string) => string;

/**
 * Of two records of one call's start (the original and copies in resumed or forked sessions) the one that counts; what
 * is known of the call's end stays. Which of the two is given first makes no difference.
 */
export function mergeStarts(a: CallRecord, b: CallRecord, oldestOf: OldestOf): CallRecord {
  const chosen = compare(startOrder(a, oldestOf), startOrder(b, oldestOf)) <= 0 ? a : b;
  return withEndOf(withEndOf(withoutEnd(chosen), a), b);
}

/** Earlier first, then the original before its copies; what follows only makes the order total. */
function startOrder(record: CallRecord, oldestOf: OldestOf): (string | number)[] {
  const oldest = oldestOf(record.session);
  return [
    record.at,
    oldest,
    record.session === oldest ? 0 : 1,
    record.session,
    record.source === 'runtime' ? 1 : 0,
    record.name,
    record.args?.text ?? '',
    record.file ?? '',
    record.line ?? 0,
  ];
}

/** The same record with an end, unless the one it has counts more. */
export function mergeEnd(record: CallRecord, end: NewEnd): CallRecord {
  return withEndOf(record, endedBy(record, end));
}

function endedBy(record: CallRecord, end: NewEnd): CallRecord {
  const supplied = end.supplier?.how === 'explicit' ? end.supplier : undefined;
  return {
    ...withoutEnd(record),
    outcome: end.outcome,
    rank: end.rank,
    ...(end.at === undefined ? {} : { endedAt: end.at }),
    ...(end.durationMs === undefined ? {} : { toldMs: end.durationMs }),
    ...(end.decision === undefined ? {} : { decision: end.decision }),
    ...(end.result === undefined ? {} : { result: end.result }),
    ...(end.redactions === undefined ? {} : { resultRedactions: end.redactions }),
    ...(supplied === undefined ? {} : { supplier: { ...supplied, ...kept(record, supplied) }, isSuppliedByEnd: true }),
  };
}

/** What an explicit supplier leaves out stays as it was resolved. */
function kept(record: CallRecord, supplied: NonNullable<NewEnd['supplier']>): Partial<CallRecord['supplier']> {
  const { tool, server, version, plugin } = record.supplier;
  return {
    ...(supplied.tool === '' ? { tool } : {}),
    ...(supplied.server === undefined && server !== undefined ? { server } : {}),
    ...(supplied.plugin === undefined && plugin !== undefined ? { plugin } : {}),
    ...(supplied.version === undefined && version !== undefined ? { version } : {}),
  };
}

/** `target` with what `other` knows of the end, when that counts more; durations a log told are kept either way. */
function withEndOf(target: CallRecord, other: CallRecord): CallRecord {
  const noted = target.notedMs ?? other.notedMs;
  const supplied = !target.isSuppliedByEnd && other.isSuppliedByEnd ? other.supplier : target.supplier;
  const base: CallRecord = {
    ...target,
    supplier: supplied,
    isSuppliedByEnd: target.isSuppliedByEnd || other.isSuppliedByEnd,
    ...(noted === undefined ? {} : { notedMs: noted }),
  };
  if (other.rank === undefined) return base;
  if (base.rank !== undefined && compare(endOrder(base), endOrder(other)) <= 0) return base;
  const { endedAt, toldMs, decision, result, resultRedactions } = other;
  return {
    ...withoutEnd(base),
    supplier: base.supplier,
    isSuppliedByEnd: base.isSuppliedByEnd,
    ...(noted === undefined ? {} : { notedMs: noted }),
    outcome: other.outcome,
    rank: other.rank,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(toldMs === undefined ? {} : { toldMs }),
    ...(decision === undefined ? {} : { decision }),
    ...(result === undefined ? {} : { result }),
    ...(resultRedactions === undefined ? {} : { resultRedactions }),
  };
}

/** A native record before an output, the earlier before the later; what follows only makes the order total. */
function endOrder(record: CallRecord): (string | number)[] {
  return [
    -(record.rank ?? -1),
    record.endedAt ?? Number.POSITIVE_INFINITY,
    record.outcome,
    record.result?.text ?? '',
    record.toldMs ?? -1,
    record.decision?.by ?? '',
    record.decision?.reason ?? '',
  ];
}

function withoutEnd(record: CallRecord): CallRecord {
  const start = { ...record, outcome: 'unknown' as const };
  for (const key of ['rank', 'endedAt', 'toldMs', 'notedMs', 'decision', 'result', 'resultRedactions'] as const) {
    delete start[key];
  }
  return start;
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? '';
    if (left === right) continue;
    return left < right ? -1 : 1;
  }
  return 0;
}

import type { Supplier } from '#agents/transcript';
import type { CallRecord, EndPart, StartPart } from './call-record.ts';

/**
 * How facts become a row. Each function gives the same whichever of its inputs comes first and however often, so that
 * transcripts may be read in any order, and again.
 */

/** Of two records of one start in one session: the earlier, then the transcript's own. */
export function joinStarts<T extends StartPart>(a: T, b: T): T {
  const order = compare(a.at, b.at) || compare(a.source === 'runtime' ? 1 : 0, b.source === 'runtime' ? 1 : 0);
  return (order || compare(textOf(a), textOf(b))) <= 0 ? a : b;
}

/** Of two ends the one with the higher rank counts, then the earlier. A supplier either names stays. */
export function joinEnds(a: EndPart | undefined, b: EndPart | undefined): EndPart | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const first = isFirstEnd(a, b) ? a : b;
  const endSupplier = joinSuppliers(a.endSupplier, b.endSupplier);
  return endSupplier === undefined ? first : { ...first, endSupplier };
}

function isFirstEnd(a: EndPart, b: EndPart): boolean {
  const late = Number.POSITIVE_INFINITY;
  const order = compare(b.rank, a.rank) || compare(a.endedAt ?? late, b.endedAt ?? late);
  if (order !== 0) return order < 0;
  const [{ endSupplier: _a, ...restA }, { endSupplier: _b, ...restB }] = [a, b];
  return textOf(restA) <= textOf(restB);
}

function joinSuppliers(a: Supplier | undefined, b: Supplier | undefined): Supplier | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return textOf(a) <= textOf(b) ? a : b;
}

/**
 * The session whose record of a call counts when it stands in several: the one whose history the others began with,
 * else the smallest id.
 */
export function originalSession(sessions: readonly string[], descends: (a: string, b: string) => boolean): string {
  const roots = sessions.filter((each) => !sessions.some((other) => other !== each && descends(each, other)));
  const [first = ''] = (roots.length === 0 ? [...sessions] : roots).sort();
  return first;
}

/** The row of a start and, when there is one, an end. */
export function recordFrom(start: StartPart, end: EndPart | undefined): CallRecord {
  if (end === undefined) return { ...start, outcome: 'unknown' };
  if (end.endSupplier === undefined) return { ...start, ...end };
  const supplier = combined(start.supplier, end.endSupplier);
  return { ...start, ...end, startSupplier: start.supplier, supplier };
}

/** What an explicit supplier leaves out stays as it was resolved. */
function combined(resolved: Supplier, told: Supplier): Supplier {
  const { tool, server, version, plugin } = resolved;
  return {
    ...(server === undefined ? {} : { server }),
    ...(plugin === undefined ? {} : { plugin }),
    ...(version === undefined ? {} : { version }),
    ...told,
    tool: told.tool === '' ? tool : told.tool,
  };
}

export function startOf(record: CallRecord): StartPart {
  const start = { ...record, supplier: record.startSupplier ?? record.supplier };
  for (const key of ofTheEnd) delete start[key];
  return start;
}

export function endOf(record: CallRecord): EndPart | undefined {
  const { rank, outcome, endedAt, toldMs, decision, result, resultRedactions, endSupplier } = record;
  if (rank === undefined) return undefined;
  return {
    ...{ rank, outcome },
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(toldMs === undefined ? {} : { toldMs }),
    ...(decision === undefined ? {} : { decision: decision as NonNullable<EndPart['decision']> }),
    ...(result === undefined ? {} : { result }),
    ...(resultRedactions === undefined ? {} : { resultRedactions }),
    ...(endSupplier === undefined ? {} : { endSupplier }),
  };
}

const ofTheEnd = [
  ...(['rank', 'outcome', 'endedAt', 'toldMs', 'decision', 'result', 'resultRedactions'] as const),
  ...(['endSupplier', 'startSupplier', 'notedMs', 'notedError', 'kept'] as const),
] as (keyof CallRecord)[] as never[];

/** As JSON with its keys in one order, whoever put them there. */
export function textOf(value: object): string {
  return JSON.stringify(value, sortedKeys);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function compare(a: number | string, b: number | string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

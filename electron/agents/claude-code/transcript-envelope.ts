import { asString, type UnknownRecord } from '#agents/shapes';
import type { CallStart } from '#agents/transcript';
import { optional } from './install-records.ts';

/** What all records of a file share, taken from one of them. */
export interface Envelope {
  session: string;
  /** Milliseconds since 1970; undefined when the record has no time. */
  at: number | undefined;
  record: UnknownRecord;
  line: number;
}

/** What every start takes from its record. A record without a time counts as one of 1970, so that it is still kept. */
export function common({ session, at, record, line }: Envelope): Pick<CallStart, 'kind' | 'session' | 'at' | 'line'> {
  return {
    kind: 'start',
    session,
    at: at ?? 0,
    line,
    ...optional('project', asString(record['cwd'])),
    ...optional('branch', asString(record['gitBranch']) || undefined),
    ...optional('agentVersion', asString(record['version'])),
  };
}

/** Milliseconds since 1970; undefined when the record has no time that can be read. */
export function timeOf(record: UnknownRecord): number | undefined {
  const at = Date.parse(asString(record['timestamp']) ?? '');
  return Number.isNaN(at) ? undefined : at;
}

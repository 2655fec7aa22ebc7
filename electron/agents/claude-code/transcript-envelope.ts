import { asString, type UnknownRecord } from '#agents/shapes';
import type { CallStart } from '#agents/transcript';
import { optional } from './install-records.ts';

/** What all records of a file share, taken from one of them. */
export interface Envelope {
  session: string;
  /** Milliseconds since 1970; undefined when the record has no time. */
  at: number | undefined;
  /** The last time any record before it told. */
  lastAt: number | undefined;
  /** The sub-agent whose record it is; undefined for the main thread. */
  subAgent: string | undefined;
  record: UnknownRecord;
  line: number;
}

type Common = Pick<CallStart, 'kind' | 'session' | 'at' | 'line' | 'project' | 'branch' | 'agentVersion' | 'subAgent'>;

/** What every start takes from its record. A record without any time counts as one of 1970, so that it is still kept. */
export function common({ session, at, lastAt, subAgent, record, line }: Envelope): Common {
  return {
    kind: 'start',
    session,
    at: at ?? lastAt ?? 0,
    line,
    ...optional('project', asString(record['cwd'])),
    ...optional('branch', asString(record['gitBranch']) || undefined),
    ...optional('agentVersion', asString(record['version'])),
    ...optional('subAgent', subAgent),
  };
}

/** Milliseconds since 1970; undefined when the record has no time that can be read. */
export function timeOf(record: UnknownRecord): number | undefined {
  const at = Date.parse(asString(record['timestamp']) ?? '');
  return Number.isNaN(at) ? undefined : at;
}

/** What a record of a sub-agent names it by; `ofFile` is the one in the file's own name. */
export function subAgentOf(record: UnknownRecord, ofFile: string | undefined): string | undefined {
  return asString(record['agentId']) ?? ofFile ?? (record['isSidechain'] === true ? 'sidechain' : undefined);
}

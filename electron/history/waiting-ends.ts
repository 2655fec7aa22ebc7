import type { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { AgentId } from '#contract/plugin-id';
import { mergeEnd } from './call-merge.ts';
import type { CallRecord } from './call-record.ts';
import type { NameTable } from './name-table.ts';
import type { NewEnd } from './new-facts.ts';

/** Ends whose start was not seen yet: the beginning of their file is gone, or stands in a file that comes later. */
export interface WaitingEnds {
  put(key: number, agent: AgentId, end: NewEnd): void;
  /** Undefined when none waits; it waits no longer. */
  take(key: number, agent: AgentId, session: string, callId: string): NewEnd | undefined;
}

export function openWaitingEnds(database: DatabaseSync, names: NameTable): WaitingEnds {
  const insert = database.prepare('INSERT OR REPLACE INTO waiting VALUES (?, ?, ?, ?)');
  const select = database.prepare('SELECT fact FROM waiting WHERE key = ? AND session = ? AND call_id = ?');
  const remove = database.prepare('DELETE FROM waiting WHERE key = ? AND session = ? AND call_id = ?');
  const any = database.prepare('SELECT 1 FROM waiting WHERE key = ? LIMIT 1');
  const read = (key: number, session: number, callId: string): NewEnd | undefined => {
    const fact = select.get(key, session, callId)?.['fact'];
    return fact instanceof Uint8Array ? (JSON.parse(zstdDecompressSync(fact).toString()) as NewEnd) : undefined;
  };
  return {
    put(key, agent, end) {
      const session = names.idOf('session', end.session);
      const before = read(key, session, end.callId);
      const kept = before === undefined ? end : better(agent, before, end);
      insert.run(key, session, end.callId.toWellFormed(), zstdCompressSync(JSON.stringify(kept)));
    },
    take(key, _agent, session, callId) {
      if (any.get(key) === undefined) return undefined;
      const id = names.find('session', session);
      if (id === undefined) return undefined;
      const end = read(key, id, callId);
      if (end !== undefined) remove.run(key, id, callId);
      return end;
    },
  };
}

/** Of two ends of one call the one that counts, with the supplier either of them names. */
function better(agent: AgentId, a: NewEnd, b: NewEnd): NewEnd {
  const none: CallRecord = {
    ...{ agent, session: a.session, callId: a.callId, at: 0, type: 'tool', source: 'transcript', name: '' },
    supplier: { tool: '', how: 'unknown' },
    isSuppliedByEnd: false,
    outcome: 'unknown',
  };
  const both = mergeEnd(mergeEnd(none, a), b);
  const alone = mergeEnd(none, a);
  const isFirst = both.rank === alone.rank && both.endedAt === alone.endedAt && both.outcome === alone.outcome;
  const chosen = isFirst && both.result?.text === alone.result?.text ? a : b;
  const supplier = a.supplier ?? b.supplier;
  return supplier === undefined ? chosen : { ...chosen, supplier };
}

import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Supplier } from '#agents/transcript';
import { callTypes, outcomes } from '#contract/history';
import { type AgentId, agentIds } from '#contract/plugin-id';
import type { CallRecord, RecordedDecision } from './call-record.ts';
import { durationOf } from './call-record.ts';
import type { ColumnRow } from './columns.ts';
import type { NameTable } from './name-table.ts';
import type { CleanBody } from './new-facts.ts';
import type { KeptParts } from './runtime-merge.ts';
import { packBody, unpackBody } from './stored-body.ts';

const sources = ['transcript', 'runtime'] as const;
const hows = ['explicit', 'resolved', 'ambiguous', 'builtin', 'unknown'] as const;
const deciders = [
  ...(['user', 'rule', 'mode', 'hook', 'classifier', 'agent', 'unknown'] as const),
  ...(['system', 'default', 'held', 'unlisted', 'approval', 'timeout', 'no-app'] as const),
] as const;

type Row = Record<string, SQLOutputValue>;

/** Rows of `call` and `body` as records, and back. */
export interface CallTable {
  read(id: number): CallRecord | undefined;
  /** Adds or replaces the row. */
  write(id: number, key: number, record: CallRecord): void;
  remove(id: number): void;
  exists(id: number): boolean;
  inSession(session: string): number[];
  /** What a server's log tells; null for nothing. */
  note(id: number, ms: number | null, error: string | null): void;
  columnRow(id: number): ColumnRow | undefined;
  /** Ids of rows with this key of agent and call id, which may be those of others by chance. */
  withKey(key: number): number[];
  /** All rows without bodies, oldest first. */
  columnRows(): Generator<ColumnRow>;
  count(): number;
}

const columns = [
  'id',
  'key',
  'call_id',
  'agent',
  'session',
  'at',
  'type',
  'source',
  'name',
  'tool',
  'server',
  'plugin',
  'plugin_version',
  'how',
  'candidates',
  'start_supplier',
  'end_supplier',
  'project',
  'branch',
  'model',
  'agent_version',
  'sub_agent',
  'parent',
  'file',
  'line',
  'outcome',
  'rank',
  'ended_at',
  'told_ms',
  'noted_ms',
  'noted_error',
  'decision',
  'allowed',
  'reason',
  'runtime',
] as const;

export function openCallTable(database: DatabaseSync, names: NameTable): CallTable {
  const select = database.prepare(
    `SELECT call.*, args, args_flags, args_size, result, result_flags, result_size, args_redactions, result_redactions
     FROM call LEFT JOIN body USING (id) WHERE id = ?`,
  );
  const insert = database.prepare(
    `INSERT OR REPLACE INTO call (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const insertBody = database.prepare('INSERT OR REPLACE INTO body VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const drop = database.prepare('DELETE FROM call WHERE id = ?');
  const dropBody = database.prepare('DELETE FROM body WHERE id = ?');
  const one = database.prepare('SELECT 1 FROM call WHERE id = ?');
  const keyed = database.prepare('SELECT id FROM call WHERE key = ? ORDER BY id');
  const allNarrow = database.prepare(`${narrow} ORDER BY id`);
  const oneNarrow = database.prepare(`${narrow} WHERE id = ?`);
  allNarrow.setReturnArrays(true);
  oneNarrow.setReturnArrays(true);
  const ofSession = database.prepare('SELECT id FROM call WHERE session = ?');
  const note = database.prepare('UPDATE call SET noted_ms = ?, noted_error = ? WHERE id = ?');
  const counted = database.prepare('SELECT count(*) AS n FROM call');
  const optional = (kind: Parameters<NameTable['idOf']>[0], text: string | undefined) =>
    text === undefined ? null : names.idOf(kind, text);

  return {
    read(id) {
      const row = select.get(id);
      return row === undefined ? undefined : recordFrom(row, names);
    },
    write(id, key, record) {
      const { supplier } = record;
      insert.run(
        id,
        key,
        record.callId.toWellFormed(),
        agentIds.indexOf(record.agent),
        names.idOf('session', record.session),
        record.at,
        callTypes.indexOf(record.type),
        sources.indexOf(record.source),
        names.idOf('name', record.name),
        names.idOf('tool', supplier.tool),
        optional('server', supplier.server),
        optional('plugin', supplier.plugin),
        optional('version', supplier.version),
        hows.indexOf(supplier.how),
        json(supplier.candidates),
        json(record.startSupplier),
        json(record.endSupplier),
        optional('project', record.project),
        optional('branch', record.branch),
        optional('model', record.model),
        optional('version', record.agentVersion),
        optional('sub-agent', record.subAgent),
        record.parent?.toWellFormed() ?? null,
        optional('file', record.file),
        record.line ?? null,
        outcomes.indexOf(record.outcome),
        record.rank ?? null,
        record.endedAt ?? null,
        record.toldMs ?? null,
        record.notedMs ?? null,
        record.notedError?.toWellFormed() ?? null,
        record.decision === undefined ? null : deciders.indexOf(record.decision.by),
        record.decision === undefined ? null : record.decision.allowed ? 1 : 0,
        record.decision?.reason?.toWellFormed() ?? null,
        record.kept === undefined ? null : zstdCompressSync(JSON.stringify(record.kept)),
      );
      const { args, result, argsRedactions, resultRedactions } = record;
      const [a, r] = [args, result].map((body) => (body === undefined ? undefined : packBody(body)));
      insertBody.run(
        id,
        a?.data ?? null,
        a?.flags ?? null,
        a?.size ?? null,
        r?.data ?? null,
        r?.flags ?? null,
        r?.size ?? null,
        json(argsRedactions),
        json(resultRedactions),
      );
    },
    remove(id) {
      drop.run(id);
      dropBody.run(id);
    },
    exists: (id) => one.get(id) !== undefined,
    inSession(session) {
      const name = names.find('session', session);
      return name === undefined ? [] : ofSession.all(name).map((row) => Number(row['id']));
    },
    note: (id, ms, error) => void note.run(ms, error?.toWellFormed() ?? null, id),
    columnRow(id) {
      const cells: unknown = oneNarrow.get(id);
      return Array.isArray(cells) ? columnFrom(cells, names.textOf) : undefined;
    },
    withKey: (key) => keyed.all(key).map((row) => Number(row['id'])),
    *columnRows() {
      const cells = allNarrow.iterate() as Iterable<unknown> as Iterable<SQLOutputValue[]>;
      for (const each of cells) yield columnFrom(each, names.textOf);
    },
    count: () => Number(counted.get()?.['n']),
  };
}

/** What filters and counts need of a call. */
export function columnRowOf(id: number, record: CallRecord): ColumnRow {
  const durationMs = durationOf(record);
  const { type, outcome, source, agent, session, supplier, project, decision, at } = record;
  const { tool, plugin, server } = supplier;
  return {
    ...{ id, at, type, outcome, source, agent, session, tool, isSubAgent: record.subAgent !== undefined },
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(project === undefined ? {} : { project }),
    ...(plugin === undefined ? {} : { plugin }),
    ...(server === undefined ? {} : { server }),
    ...(decision === undefined ? {} : { decision: decision.by }),
  };
}

function json(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value).toWellFormed();
}

function recordFrom(row: Row, names: NameTable): CallRecord {
  const text = (value: SQLOutputValue | undefined) => (typeof value === 'string' ? value : undefined);
  const number = (value: SQLOutputValue | undefined) => (typeof value === 'number' ? value : undefined);
  const name = (value: SQLOutputValue | undefined) => (typeof value === 'number' ? names.textOf(value) : undefined);
  const how = hows[number(row['how']) ?? 4] ?? 'unknown';
  const candidates = text(row['candidates']);
  const decider = number(row['decision']);
  const body = (part: 'args' | 'result'): CleanBody | undefined => {
    const data = row[part];
    if (typeof data !== 'string' && !(data instanceof Uint8Array)) return undefined;
    return unpackBody({ data, flags: number(row[`${part}_flags`]) ?? 0, size: number(row[`${part}_size`]) ?? 0 });
  };
  const supplier = (column: string) => {
    const json = text(row[column]);
    return json === undefined ? undefined : (JSON.parse(json) as Supplier);
  };
  const redactions = (part: 'args' | 'result') => {
    const json = text(row[`${part}_redactions`]);
    return json === undefined ? undefined : (JSON.parse(json) as Record<string, number>);
  };
  return defined({
    agent: agentIds[number(row['agent']) ?? 0] ?? ('claude-code' satisfies AgentId),
    session: name(row['session']) ?? '',
    callId: text(row['call_id']) ?? '',
    at: number(row['at']) ?? 0,
    type: callTypes[number(row['type']) ?? 0] ?? 'tool',
    source: sources[number(row['source']) ?? 0] ?? 'transcript',
    name: name(row['name']) ?? '',
    supplier: defined({
      tool: name(row['tool']) ?? '',
      how,
      server: name(row['server']),
      plugin: name(row['plugin']),
      version: name(row['plugin_version']),
      candidates: candidates === undefined ? undefined : (JSON.parse(candidates) as string[]),
    }),
    startSupplier: supplier('start_supplier'),
    endSupplier: supplier('end_supplier'),
    project: name(row['project']),
    branch: name(row['branch']),
    model: name(row['model']),
    agentVersion: name(row['agent_version']),
    subAgent: name(row['sub_agent']),
    parent: text(row['parent']),
    file: name(row['file']),
    line: number(row['line']),
    outcome: outcomes[number(row['outcome']) ?? 4] ?? 'unknown',
    rank: number(row['rank']),
    endedAt: number(row['ended_at']),
    toldMs: number(row['told_ms']),
    notedMs: number(row['noted_ms']),
    notedError: text(row['noted_error']),
    decision: decider === undefined ? undefined : decisionFrom(decider, row['allowed'] === 1, text(row['reason'])),
    kept: kept(row['runtime']),
    args: body('args'),
    result: body('result'),
    argsRedactions: redactions('args'),
    resultRedactions: redactions('result'),
  });
}

function kept(cell: SQLOutputValue | undefined): KeptParts | undefined {
  return cell instanceof Uint8Array ? (JSON.parse(zstdDecompressSync(cell).toString()) as KeptParts) : undefined;
}

function decisionFrom(by: number, allowed: boolean, reason: string | undefined): RecordedDecision {
  return { by: deciders[by] ?? 'unknown', allowed, ...(reason === undefined ? {} : { reason }) };
}

/** The columns of `call` that `columnFrom` takes, in its order. */
const narrow =
  'SELECT id, at, type, source, outcome, agent, session, tool, project, plugin, server, decision, sub_agent, iif(runtime IS NULL, noted_ms, coalesce(told_ms, noted_ms)) AS noted_ms, told_ms, ended_at FROM call';

/** Of a row as an array: a million of them are read when the store is opened. */
function columnFrom(cells: readonly SQLOutputValue[], textOf: (id: number) => string): ColumnRow {
  const [id, at, type, source, outcome, agent, session, tool, project, plugin, server, decision, subAgent] =
    cells as number[];
  const [noted, told, ended] = cells.slice(NARROW_TIMES) as (number | null)[];
  const row: ColumnRow = {
    id: id ?? 0,
    at: at ?? 0,
    type: callTypes[type ?? 0] ?? 'tool',
    source: sources[source ?? 0] ?? 'transcript',
    outcome: outcomes[outcome ?? 4] ?? 'unknown',
    agent: agentIds[agent ?? 0] ?? 'claude-code',
    session: textOf(session ?? 0),
    tool: textOf(tool ?? 0),
    isSubAgent: subAgent !== null,
  };
  const durationMs = noted ?? told ?? (typeof ended === 'number' ? Math.max(0, ended - row.at) : null);
  if (durationMs !== null) row.durationMs = durationMs;
  if (typeof project === 'number') row.project = textOf(project);
  if (typeof plugin === 'number') row.plugin = textOf(plugin);
  if (typeof server === 'number') row.server = textOf(server);
  if (typeof decision === 'number') row.decision = deciders[decision] ?? 'unknown';
  return row;
}

const NARROW_TIMES = 13;

/** The same object without the keys that hold undefined. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { type Change, changeSchema, type Diff } from '#contract/changes';
import { AppError } from '#contract/errors';
import type { EffectiveState } from '#contract/plugin';
import type { ConfigFormat } from './config-text.ts';
import type { FileOperation } from './splice.ts';
import { explained, openStateDatabase, stateDatabaseName } from './state-database.ts';

/** One write as it is noted before it happens. `null` bytes stand for no file. */
export interface Intent {
  kind: Change['kind'];
  plugin?: string | undefined;
  component?: Change['component'] | undefined;
  enable?: boolean | undefined;
  /** What `effective.enabled` was, so that an undo can be verified. */
  enabledBefore?: boolean | undefined;
  scope?: Change['scope'] | undefined;
  project?: string | undefined;
  file: string;
  format: ConfigFormat;
  agentLock?: string | undefined;
  operation: FileOperation | null;
  before: Uint8Array | null;
  after: Uint8Array | null;
  beforeHash: string;
  afterHash: string;
  diff: Diff;
  asked: Change['asked'];
  undoes?: string | undefined;
  /** The topmost folder that had to be made for a new file, so that an undo can take it away again. */
  madeFolder?: string | undefined;
  group?: Change['group'] | undefined;
  members?: readonly Member[] | undefined;
  /** Of drift: what it means, in sentences. */
  deeds?: readonly string[] | undefined;
}

/** A file as it was when it was last looked at. The text holds no secrets; undefined: no file was there. */
export interface SeenFile {
  file: string;
  hash: string;
  text: string | undefined;
  at: string;
}

/** One plugin that a write of several switches; its operation has the same index among those of the write. */
export interface Member {
  plugin: string;
  enable: boolean;
  enabledBefore?: boolean | undefined;
}

/** A row with both texts, as undo and recovery need it. */
export interface Entry extends Intent {
  change: Change;
}

export interface Outcome {
  state?: 'applied' | 'failed';
  verified?: boolean;
  effective?: EffectiveState | undefined;
  note?: string | undefined;
}

export interface Journal {
  /** Where a damaged journal was put when this one was opened. */
  readonly damaged: string | undefined;
  /** Durable on return: the file may be written from now on. */
  begin(intent: Intent, outcome?: Outcome): Change;
  /** What became of it. Settling an undo as applied marks the change it undoes; all changed rows come back. */
  settle(id: string, outcome: Outcome): Change[];
  find(id: string): Entry | undefined;
  /** Newest first. */
  list(limit: number): Change[];
  /** The writes of one group, oldest first. */
  ofGroup(group: string): Entry[];
  /** Rows whose writer ended, or has not yet come, between intent and outcome. */
  unsettled(): Entry[];
  /** The last row of a file that was written, with its texts. */
  lastOf(file: string): Entry | undefined;
  /** Undefined when the file was never looked at. */
  seen(file: string): SeenFile | undefined;
  /** Notes a look; false when another process noted one since `before`, which then counts. */
  noteSeen(now: SeenFile, before: SeenFile | undefined): boolean;
  /** Whether the same switch in the same file was flipped again, or put back, after `id`; of a group, any switch in it. */
  hasLater(id: string): boolean;
  close(): void;
}

type Row = Record<string, SQLOutputValue>;

/** Opens the journal, making it when it is not there. Throws as `openStateDatabase` does; so does each method. */
export async function openJournal(folder: string, now: () => Date): Promise<Journal> {
  const { database, damaged } = await openStateDatabase(folder, now());
  const path = join(folder, stateDatabaseName);
  const guarded = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw explained(error, path);
    }
  };
  const rowOf = (id: string): Row | undefined => database.prepare('SELECT * FROM change WHERE id = ?').get(id);
  const changeOf = (id: string): Change => {
    const row = rowOf(id);
    if (row === undefined) throw new AppError('not_found', `No change is known by the id ${id}.`);
    return toChange(row);
  };

  return {
    damaged,
    begin: (intent, outcome = {}) =>
      guarded(() => {
        const at = now();
        const id = `${at.toISOString().slice(0, 10).replaceAll('-', '')}-${randomBytes(4).toString('hex')}`;
        insert(database, id, at.toISOString(), intent, outcome);
        return changeOf(id);
      }),
    settle: (id, outcome) =>
      guarded(() => {
        const touched = inTransaction(database, () => settle(database, id, outcome, changeOf(id)));
        return touched.map(changeOf);
      }),
    find: (id) =>
      guarded(() => {
        const row = rowOf(id);
        return row === undefined ? undefined : toEntry(row);
      }),
    list: (limit) =>
      guarded(() => database.prepare('SELECT * FROM change ORDER BY seq DESC LIMIT ?').all(limit).map(toChange)),
    ofGroup: (group) =>
      guarded(() => database.prepare('SELECT * FROM change WHERE group_id = ? ORDER BY seq').all(group).map(toEntry)),
    unsettled: () =>
      guarded(() => database.prepare("SELECT * FROM change WHERE state = 'started' ORDER BY seq").all().map(toEntry)),
    lastOf: (file) =>
      guarded(() => {
        const row = database
          .prepare("SELECT * FROM change WHERE file = ? AND state IN ('applied', 'undone') ORDER BY seq DESC LIMIT 1")
          .get(file);
        return row === undefined ? undefined : toEntry(row);
      }),
    seen: (file) =>
      guarded(() => {
        const row = database.prepare('SELECT * FROM seen_file WHERE file = ?').get(file);
        if (row === undefined) return undefined;
        const text = typeof row.text === 'string' ? row.text : undefined;
        return { file, hash: String(row.hash), text, at: String(row.at) };
      }),
    noteSeen: (seen, before) =>
      guarded(() => {
        const values = [seen.hash, seen.text ?? null, seen.at, seen.file] as const;
        const made =
          before === undefined
            ? database
                .prepare('INSERT INTO seen_file (hash, text, at, file) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
                .run(...values)
            : database
                .prepare('UPDATE seen_file SET hash = ?, text = ?, at = ? WHERE file = ? AND hash = ?')
                .run(...values, before.hash);
        return Number(made.changes) === 1;
      }),
    hasLater: (id) =>
      guarded(() => {
        const later = database.prepare(
          `SELECT 1 FROM change AS mine JOIN change AS other ON other.file = mine.file AND other.seq > mine.seq
             AND (mine.members IS NOT NULL OR other.members IS NOT NULL
               OR (other.plugin IS mine.plugin AND other.component_name IS mine.component_name))
           WHERE mine.id = ? AND other.kind NOT IN ('outside', 'drift') AND other.state <> 'failed' LIMIT 1`,
        );
        return later.get(id) !== undefined;
      }),
    close: () => database.close(),
  };
}

function insert(database: DatabaseSync, id: string, at: string, intent: Intent, outcome: Outcome): void {
  const columns = {
    id,
    at,
    kind: intent.kind,
    plugin: intent.plugin ?? null,
    component_kind: intent.component?.kind ?? null,
    component_name: intent.component?.name ?? null,
    enable: flag(intent.enable),
    enabled_before: flag(intent.enabledBefore),
    scope: intent.scope ?? null,
    project: intent.project ?? null,
    file: intent.file,
    format: intent.format,
    agent_lock: intent.agentLock ?? null,
    operation: intent.operation === null ? null : JSON.stringify(intent.operation),
    before: intent.before,
    after: intent.after,
    before_hash: intent.beforeHash,
    after_hash: intent.afterHash,
    diff: JSON.stringify(intent.diff),
    asked: intent.asked,
    undoes: intent.undoes ?? null,
    made_folder: intent.madeFolder ?? null,
    group_id: intent.group?.id ?? null,
    group_label: intent.group?.label ?? null,
    group_file: intent.group?.file ?? null,
    group_files: intent.group?.files ?? null,
    members: intent.members === undefined ? null : JSON.stringify(intent.members),
    deeds: intent.deeds === undefined ? null : JSON.stringify(intent.deeds),
    state: outcome.state ?? 'started',
    verified: flag(outcome.verified ?? false),
    effective: outcome.effective ?? null,
    note: outcome.note ?? null,
  };
  const names = Object.keys(columns);
  const values = Object.values(columns);
  database
    .prepare(`INSERT INTO change (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
    .run(...values);
}

function settle(database: DatabaseSync, id: string, outcome: Outcome, before: Change): string[] {
  database
    .prepare('UPDATE change SET state = ?, verified = ?, effective = ?, note = ? WHERE id = ?')
    .run(
      outcome.state ?? before.state,
      flag(outcome.verified ?? before.verified),
      outcome.effective ?? before.effective ?? null,
      outcome.note ?? before.note ?? null,
      id,
    );
  if (outcome.state !== 'applied' || before.undoes === undefined) return [id];
  database.prepare("UPDATE change SET state = 'undone', undone_by = ? WHERE id = ?").run(id, before.undoes);
  return [id, before.undoes];
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function toChange(row: Row): Change {
  const known = Object.fromEntries(
    [
      ['plugin', row.plugin],
      ['enable', row.enable === null ? null : row.enable === 1],
      ['scope', row.scope],
      ['project', row.project],
      ['effective', row.effective],
      ['note', row.note],
      ['undoes', row.undoes],
      ['undoneBy', row.undone_by],
      ['group', groupOf(row)],
      ['members', membersOf(row)?.map(({ plugin, enable }) => ({ plugin, enable })) ?? null],
      ['deeds', typeof row.deeds === 'string' ? (JSON.parse(row.deeds) as string[]) : null],
      ['canPutBack', row.kind === 'drift' ? row.operation !== null : null],
      ['component', row.component_kind === null ? null : { kind: row.component_kind, name: row.component_name }],
    ].filter(([, value]) => value !== null),
  );
  return changeSchema.parse({
    id: row.id,
    at: row.at,
    kind: row.kind,
    file: row.file,
    beforeHash: row.before_hash,
    afterHash: row.after_hash,
    diff: JSON.parse(String(row.diff)),
    asked: row.asked,
    state: row.state,
    applied: row.state === 'applied' || row.state === 'undone',
    verified: row.verified === 1,
    ...known,
  });
}

function groupOf(row: Row): Change['group'] | null {
  if (row.group_id === null) return null;
  const [file, files] = [Number(row.group_file), Number(row.group_files)];
  return { id: String(row.group_id), label: String(row.group_label), file, files };
}

function membersOf(row: Row): Member[] | undefined {
  return typeof row.members === 'string' ? (JSON.parse(row.members) as Member[]) : undefined;
}

function toEntry(row: Row): Entry {
  const change = toChange(row);
  const { kind, plugin, component, enable, scope, project, file, beforeHash, afterHash, diff, asked, undoes } = change;
  return {
    change,
    ...{ kind, plugin, component, enable, scope, project, file, beforeHash, afterHash, diff, asked, undoes },
    group: change.group,
    members: membersOf(row),
    enabledBefore: row.enabled_before === null ? undefined : row.enabled_before === 1,
    format: row.format === 'toml' ? 'toml' : 'json',
    agentLock: typeof row.agent_lock === 'string' ? row.agent_lock : undefined,
    madeFolder: typeof row.made_folder === 'string' ? row.made_folder : undefined,
    operation: typeof row.operation === 'string' ? (JSON.parse(row.operation) as FileOperation) : null,
    before: row.before instanceof Uint8Array ? row.before : null,
    after: row.after instanceof Uint8Array ? row.after : null,
  };
}

function flag(value: boolean | undefined): number | null {
  if (value === undefined) return null;
  return value ? 1 : 0;
}

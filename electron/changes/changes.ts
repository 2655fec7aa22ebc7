import { join } from 'node:path';
import type { SwitchDecision } from '#agents/agent-module';
import type { ReadPort } from '#agents/read-port';
import type { Change, PlanOutcome } from '#contract/changes';
import { AppError } from '#contract/errors';
import type { Input } from '#contract/methods';
import type { Plugin } from '#contract/plugin';
import { isThere, namesIn } from '#platform/private-files';
import { carryOut, type Desk } from './carry-out.ts';
import { fillWrite, type KeptSecrets } from './fill-write.ts';
import type { FindSecrets } from './hidden-values.ts';
import { type Journal, openJournal } from './journal.ts';
import { lookAgain } from './look-again.ts';
import { type EditRequest, type Planned, planGuard, planSwitch } from './plan-switch.ts';
import { planUndo } from './plan-undo.ts';
import type { PlannedWrite } from './planned-write.ts';
import { recover } from './recover.ts';
import { stateDatabaseName } from './state-database.ts';
import { type SwitchQuestion, switchedPart, verifySwitch } from './verify-switch.ts';

const LOOK_AGAIN_MS = 2_000;
const MAX_PLANS = 200;

export interface ChangesOptions {
  port: ReadPort;
  /** Made at the first write, never by opening. */
  dataFolder: string;
  asked: Change['asked'];
  now: () => Date;
  /** The plugin as the disk says now; undefined when it is gone. */
  resolve(id: string, project: string | null): Promise<Plugin | undefined>;
  /** What the agent's own rules say to a flip. Throws AppError `not_found`. */
  decide(request: SwitchQuestion, project: string | null): Promise<{ plugin: Plugin; decision: SwitchDecision }>;
  /** With components, so that a plan can name the command lines; the resolved plugin serves when absent. */
  describe?(id: string, project: string | null): Promise<Plugin>;
  /** The secrets in what a config file means: neither the journal nor a diff holds them. None when absent. */
  findSecrets?: FindSecrets;
  /** The keychain, for an undo that puts a secret back into a file. */
  secrets?: KeptSecrets;
  /** After how many milliseconds a write is looked at again; 2,000 unless told. */
  lookAgainMs?: number;
}

/** The one place that writes to agents' files: plan, yes, write, verify, undo. */
export interface Changes {
  /** Works out and shows one write; writes nothing. */
  plan(request: Input<'changes.plan'>): Promise<PlanOutcome>;
  /** Does the same for routing a server through Gatehouse. */
  planGuard(request: EditRequest): PlanOutcome;
  /** Does the same for putting one change back. Throws AppError `not_found`. */
  planUndo(changeId: string): Promise<PlanOutcome>;
  /**
   * Writes exactly what the plan showed. Throws AppError `not_found` for an unknown plan, `conflict` when the file
   * changed since, `unavailable` when a lock, the journal or the disk refuses; nothing is written then.
   */
  apply(planId: string): Promise<Change>;
  /** Newest first; empty when Gatehouse never wrote anything. */
  list(limit: number): Promise<Change[]>;
  /** Each journal row that is new or different, until the returned function is called. */
  onRecorded(listener: (change: Change) => void): () => void;
  /** Files of damaged journals that were set aside, newest last. */
  damagedJournals(): Promise<string[]>;
  /** Waits for looks that are still to be taken, at most two seconds. Throws what made one of them fail. */
  close(): Promise<void>;
}

/** Settles what a killed run left behind, in the background, when there is a journal; makes nothing otherwise. */
export function createChanges(options: ChangesOptions): Changes {
  const { dataFolder, findSecrets: find = () => [] } = options;
  const plans = new Map<string, PlannedWrite>();
  const listeners = new Set<(change: Change) => void>();
  const looks = new Set<Promise<void>>();
  const failedLooks: unknown[] = [];
  let opened: Promise<Journal> | undefined;
  const hasJournal = () => isThere(join(dataFolder, stateDatabaseName));

  const recorded = (changes: readonly Change[]) => {
    for (const change of changes) for (const listener of listeners) listener(change);
  };

  const open = async (): Promise<Journal> => {
    opened ??= openAndRecover();
    try {
      return await opened;
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };

  const openAndRecover = async (): Promise<Journal> => {
    const journal = await openJournal(dataFolder, options.now);
    recorded(await recover(journal, dataFolder, options.now()));
    return journal;
  };

  const remember = (planned: Planned): PlanOutcome => {
    if (!planned.ok) return planned;
    const { write } = planned;
    plans.set(write.plan.planId, write);
    const [oldest] = plans.keys();
    if (plans.size > MAX_PLANS && oldest !== undefined) plans.delete(oldest);
    return { ok: true, plan: write.plan };
  };

  const lookLater = (desk: Desk, write: PlannedWrite, change: Change) => {
    const look = new Promise((resolve) => setTimeout(resolve, options.lookAgainMs ?? LOOK_AGAIN_MS)).then(() =>
      lookAgain(desk, options, write, change),
    );
    const done = look.catch((error: unknown) => void failedLooks.push(error)).finally(() => looks.delete(done));
    looks.add(done);
  };

  // A run that was killed left rows to settle. Whoever needs the journal next hears why it cannot be opened.
  if (hasJournal()) open().catch(() => undefined);

  return {
    async plan(request) {
      const { id, enable, scope, project } = request;
      const part = switchedPart(request.component);
      if (request.component !== undefined && part === undefined) {
        throw new AppError('bad_request', `A ${request.component.kind} has no switch of its own.`);
      }
      const question = {
        id,
        enable,
        ...(scope === undefined ? {} : { scope }),
        ...(part === undefined ? {} : { component: part }),
      };
      const { plugin, decision } = await options.decide(question, project);
      const described = decision.ok && enable && options.describe ? await options.describe(id, project) : plugin;
      return remember(planSwitch(request, described, decision, find));
    },

    planGuard: (request) => remember(planGuard(request, find)),

    async planUndo(changeId) {
      const entry = hasJournal() ? (await open()).find(changeId) : undefined;
      if (entry === undefined) throw new AppError('not_found', `No change is known by the id ${changeId}.`);
      const { plugin: id, project = null } = entry.change;
      const plugin = id === undefined ? undefined : await options.resolve(id, project);
      const kept = id === undefined ? [] : ((await options.secrets?.names(id)) ?? []);
      return remember(planUndo(entry, plugin, { find, kept }));
    },

    async apply(planId) {
      const planned = plans.get(planId);
      if (planned === undefined) throw new AppError('not_found', 'This plan is no longer known. Ask for a new one.');
      // One yes, one write: also when the same plan is applied twice at once.
      plans.delete(planId);
      const write = await fillWrite(planned, options.secrets);
      const journal = await open();
      const desk: Desk = { dataFolder, journal, asked: options.asked, now: options.now, find, recorded };
      const written = await afterFirst(write, () => carryOut(desk, write));
      try {
        const outcome = await verifySwitch(options, write);
        const note = [outcome.note, damageNote(journal)].filter((each) => each !== undefined).join(' ');
        const [change = written] = journal.settle(written.id, { ...outcome, ...(note === '' ? {} : { note }) });
        recorded([change]);
        return change;
      } finally {
        lookLater(desk, write, written);
      }
    },

    async list(limit) {
      if (!hasJournal()) return [];
      return (await open()).list(limit);
    },

    onRecorded(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },

    async damagedJournals() {
      const names = namesIn(dataFolder).filter((name) => /\.damaged-[0-9TZ-]+$/.test(name));
      return names.map((name) => join(dataFolder, name));
    },

    async close() {
      await Promise.all(looks);
      // One that could not be opened was said to whoever asked for it, and holds nothing.
      (await opened?.catch(() => undefined))?.close();
      opened = undefined;
      if (failedLooks.length > 0) throw failedLooks[0];
    },
  };
}

function damageNote(journal: Journal): string | undefined {
  if (journal.damaged === undefined) return undefined;
  return `The journal was damaged and lies at ${journal.damaged}; a new one was begun.`;
}

/** What goes before a write never stays alone. */
async function afterFirst<T>({ first }: PlannedWrite, writeIt: () => Promise<T>): Promise<T> {
  const takeBack = await first?.();
  try {
    return await writeIt();
  } catch (error) {
    await takeBack?.();
    throw error;
  }
}

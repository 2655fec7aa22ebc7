import { join } from 'node:path';
import type { SwitchDecision } from '#agents/agent-module';
import type { ReadPort } from '#agents/read-port';
import type { BulkOutcome, BulkResult, Change, PlanOutcome, SwitchScope } from '#contract/changes';
import { AppError } from '#contract/errors';
import type { Input } from '#contract/methods';
import type { Plugin } from '#contract/plugin';
import { isThere, namesIn } from '#platform/private-files';
import { carryOut, type Desk, writtenBut } from './carry-out.ts';
import { type FollowedFile, noticeDrift } from './drift.ts';
import { fillWrite, type KeptSecrets } from './fill-write.ts';
import type { FindSecrets } from './hidden-values.ts';
import { type Journal, openJournal } from './journal.ts';
import { lookAgain } from './look-again.ts';
import { type Decision, type ManyOutcome, type PlannedMany, planMany, type Wish } from './plan-many.ts';
import { type EditRequest, type Planned, planGuard, planSwitch } from './plan-switch.ts';
import { planUndo } from './plan-undo.ts';
import { planUndoGroup } from './plan-undo-group.ts';
import type { PlannedWrite } from './planned-write.ts';
import { recover } from './recover.ts';
import { stateDatabaseName } from './state-database.ts';
import { pluginsNow, type SwitchQuestion, switchedPart, verifySwitch } from './verify-switch.ts';
import { writeMany } from './write-many.ts';

export type { Decision } from './plan-many.ts';

const LOOK_AGAIN_MS = 2_000;
const MAX_PLANS = 200;
/** A plan of many holds the texts of several files. */
const MAX_BULK_PLANS = 20;

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
  /** All plugins as the disk says now; each is resolved by itself when absent. */
  look?(project: string | null): Promise<readonly Plugin[]>;
  /** As `decide` for many of one moment; undefined for an id that nothing is known by. One by one when absent. */
  decideMany?(questions: readonly SwitchQuestion[], project: string | null): Promise<(Decision | undefined)[]>;
  /** With components, so that a plan can name the command lines; the resolved plugin serves when absent. */
  describe?(id: string, project: string | null): Promise<Plugin>;
  /** The secrets in what a config file means: neither the journal nor a diff holds them. None when absent. */
  findSecrets?: FindSecrets;
  /** The keychain, for an undo that puts a secret back into a file. */
  secrets?: KeptSecrets;
  /** After how many milliseconds a write is looked at again; 2,000 unless told. */
  lookAgainMs?: number;
}

export interface ManyWishes {
  wishes: readonly Wish[];
  project: string | null;
  scope?: SwitchScope | undefined;
  /** What the journal calls it; made of what it does when absent. */
  label?: string;
}

export interface ApplyOptions {
  /** Looked at between files: what is written stays. */
  signal?: { readonly aborted: boolean };
  progress?(done: number, total: number): void;
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
  /** Works out and shows one change of several plugins; writes nothing. */
  planMany(request: ManyWishes): Promise<BulkOutcome>;
  /** Does the same for putting a group back. Throws AppError `not_found`. */
  planUndoGroup(group: string): Promise<BulkOutcome>;
  /** The group that is meant by its own id or by that of one of its changes. */
  groupOf(id: string): Promise<string | undefined>;
  /**
   * Writes exactly what the plan of several showed, file after file. Throws as `apply` does while nothing is written; from
   * then on the answer says which files were not.
   */
  applyMany(planId: string, options?: ApplyOptions): Promise<BulkResult>;
  /** Newest first; empty when Gatehouse never wrote anything. */
  list(limit: number): Promise<Change[]>;
  /**
   * Looks at config files and notes what others changed in them since the last look, also by another Gatehouse's. Makes the
   * journal when there is none. The answer says whether one must be looked at again in some seconds.
   */
  noticeDrift(files: readonly FollowedFile[], plugins: readonly Plugin[]): Promise<{ lookAgain: boolean }>;
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
  const bulkPlans = new Map<string, PlannedMany>();
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

  const rememberMany = (planned: ManyOutcome): BulkOutcome => {
    if (!planned.ok) return planned;
    const { plan, writes } = planned;
    bulkPlans.set(plan.planId, { plan, writes });
    const [oldest] = bulkPlans.keys();
    if (bulkPlans.size > MAX_BULK_PLANS && oldest !== undefined) bulkPlans.delete(oldest);
    return { ok: true, plan };
  };

  const decideEach = async (
    questions: readonly SwitchQuestion[],
    project: string | null,
  ): Promise<(Decision | undefined)[]> => {
    if (options.decideMany !== undefined) return options.decideMany(questions, project);
    return Promise.all(
      questions.map((each) =>
        options.decide(each, project).catch((error: unknown) => {
          if (error instanceof AppError && error.code === 'not_found') return undefined;
          throw error;
        }),
      ),
    );
  };

  const deskOf = (journal: Journal): Desk => ({
    ...{ dataFolder, journal, asked: options.asked, now: options.now, find, recorded },
  });

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
      const desk = deskOf(journal);
      const written = await afterFirst(write, () => carryOut(desk, write));
      try {
        const outcome = await verifySwitch(options, write);
        const note = [outcome.note, damageNote(journal)].filter((each) => each !== undefined).join(' ');
        const [change = written] = journal.settle(written.id, { ...outcome, ...(note === '' ? {} : { note }) });
        recorded([change]);
        return change;
      } catch (error) {
        throw writtenBut(write.before.path, written.id, error);
      } finally {
        lookLater(desk, write, written);
      }
    },

    async planMany({ wishes, project, scope, label }) {
      // The last word counts for an id that is named twice.
      const each = [...new Map(wishes.map((wish) => [wish.id, wish])).values()];
      const named = scope === undefined ? {} : { scope };
      const decisions = await decideEach(
        each.map((wish) => ({ ...wish, ...named })),
        project,
      );
      const { describe } = options;
      const request = { wishes: each, decisions, project, ...named, ...(label === undefined ? {} : { label }) };
      const planned = await planMany({ ...request, find, ...(describe ? { describe } : {}), pace: giveWay() });
      return rememberMany(planned);
    },

    async planUndoGroup(group) {
      const entries = hasJournal() ? (await open()).ofGroup(group) : [];
      const standing = entries.filter(({ change }) => change.state === 'applied');
      const [first] = entries;
      if (first === undefined) throw new AppError('not_found', `No change of several plugins has the id ${group}.`);
      if (standing.length === 0) {
        return {
          ok: false,
          reason: 'Nothing of it is left to put back: it was put back, or never written.',
          leftOut: [],
        };
      }
      const ids = standing.flatMap(({ members = [] }) => members.map((each) => each.plugin));
      const plugins = await pluginsNow(options, ids, first.project ?? null);
      return rememberMany(planUndoGroup(standing, plugins, { find, kept: [] }));
    },

    async groupOf(id) {
      if (!hasJournal()) return undefined;
      const journal = await open();
      return journal.ofGroup(id).length > 0 ? id : journal.find(id)?.group?.id;
    },

    async applyMany(planId, { signal, progress } = {}) {
      const planned = bulkPlans.get(planId);
      if (planned === undefined) throw new AppError('not_found', 'This plan is no longer known. Ask for a new one.');
      bulkPlans.delete(planId);
      const desk = deskOf(await open());
      const means = { resolver: options, secrets: options.secrets, signal, progress: progress ?? (() => undefined) };
      return writeMany(desk, planned, { ...means, written: (write, change) => lookLater(desk, write, change) });
    },

    async list(limit) {
      if (!hasJournal()) return [];
      return (await open()).list(limit);
    },

    async noticeDrift(files, plugins) {
      const journal = await open();
      const pace = giveWay();
      let isAgain = false;
      for (const file of files) {
        await pace();
        const noticed = noticeDrift({ journal, find, now: options.now }, file, plugins);
        recorded(noticed.recorded);
        isAgain ||= noticed.lookAgain;
      }
      return { lookAgain: isAgain };
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

/** Lets others have a turn whenever 8 ms are used up. */
function giveWay(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < 8) return;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
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

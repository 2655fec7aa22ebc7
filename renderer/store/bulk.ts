import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BulkOutcome, BulkPlan, BulkResult, LeftOut, SwitchScope } from '#contract/changes';
import { AppError } from '#contract/errors';
import { countOf } from '#renderer/lib/words.ts';
import type { Client } from '#rpc/client';
import type { InventoryStore } from './inventory.ts';
import { messageOf } from './message-of.ts';
import { beginAll, failAll, type PendingStore, settleAll } from './pending.ts';
import { holdAll, type ViewStore } from './view.ts';

/** The one question about several plugins that waits for a yes. Nothing is written while it is only asked. */
export interface BulkState {
  /** Undefined: nothing is asked. */
  title: string | undefined;
  /** What was asked, when the scope it is written in may still be chosen. */
  switches: { ids: readonly string[]; enable: boolean; scope: SwitchScope | undefined } | undefined;
  /** A plan for another scope is being made; the one on screen cannot be written. */
  isReplanning: boolean;
  plan: BulkPlan | undefined;
  refusal: { reason: string; leftOut: readonly LeftOut[] } | undefined;
  /** While it is written: how many files are. */
  writing: { done: number; total: number } | undefined;
  /** It was written in part. */
  result: BulkResult | undefined;
}

export interface Bulk {
  ask: StoreApi<BulkState>;
  askSwitch(ids: readonly string[], enable: boolean): Promise<void>;
  askUndo(group: string, label: string): Promise<void>;
  /** Asks with a plan that somebody else makes; what it is called there is the question when no other is given. */
  askWith(title: string | undefined, plan: () => Promise<BulkOutcome>): Promise<void>;
  /** Plans the same for another scope; undefined: where each takes effect. */
  chooseScope(scope: SwitchScope | undefined): Promise<void>;
  write(): Promise<void>;
  /** Before the yes: writes nothing. While it is written: no further file is begun. */
  cancel(): void;
  stop(): void;
}

export interface BulkNeeds {
  client: Client;
  inventory: InventoryStore;
  pending: PendingStore;
  view: ViewStore;
  refresh: () => Promise<void>;
  now: () => number;
  say: (text: string) => void;
}

const closed: BulkState = {
  ...{ switches: undefined, isReplanning: false },
  ...{ title: undefined, plan: undefined, refusal: undefined, writing: undefined, result: undefined },
};

export function createBulk({ client, inventory, pending, view, refresh, now, say }: BulkNeeds): Bulk {
  const ask = createStore<BulkState>()(() => closed);
  let turn = 0;
  let stopping: AbortController | undefined;

  async function askWith(
    title: string | undefined,
    plan: () => Promise<BulkOutcome>,
    switches?: BulkState['switches'],
  ): Promise<void> {
    if (stopping !== undefined) return say('A change is being written.');
    turn += 1;
    const mine = turn;
    const waiting = setTimeout(() => say('Working out what would be written'), 600);
    const outcome = await plan().catch(
      (error: unknown): BulkOutcome => ({ ok: false, reason: messageOf(error), leftOut: [] }),
    );
    clearTimeout(waiting);
    if (turn !== mine) return;
    const asked = { ...closed, switches };
    if (outcome.ok) ask.setState({ ...asked, title: titleOf(title, outcome.plan), plan: outcome.plan }, true);
    else ask.setState({ ...asked, title: title ?? 'Nothing to write', refusal: outcome }, true);
  }

  async function planSwitch(ids: readonly string[], enable: boolean, scope: SwitchScope | undefined): Promise<void> {
    const { byId, snapshot } = inventory.getState();
    const there = ids.filter((id) => byId.has(id));
    if (there.length === 0) return say('None of the selected is there any more');
    const project = snapshot?.project ?? null;
    const input = { ids: there, enable, project, ...(scope === undefined ? {} : { scope }) };
    // Without a project there is only one place to write.
    const switches = project === null ? undefined : { ids: there, enable, scope };
    await askWith(undefined, () => client.call('changes.planMany', input), switches);
  }

  async function write(): Promise<void> {
    const { plan, writing, isReplanning } = ask.getState();
    if (plan === undefined || writing !== undefined || isReplanning) return;
    const ids = plan.members.map((each) => each.id);
    ask.setState({ writing: { done: 0, total: plan.writes.length } });
    holdAll(view, ids);
    beginAll(
      pending,
      plan.members.map(({ id, enable }) => ({ id, enable, since: now() })),
    );
    stopping = new AbortController();
    try {
      const result = await client.call('changes.applyMany', { planId: plan.planId }, { signal: stopping.signal });
      await refresh();
      conclude(plan, result);
    } catch (error) {
      const isStopped = error instanceof AppError && error.code === 'cancelled';
      const words = isStopped ? 'Stopped. Changes lists what was written; u puts it back.' : messageOf(error);
      await refresh();
      settleAll(pending, ids);
      if (isStopped) ask.setState(closed, true);
      else ask.setState({ ...closed, title: plan.label, refusal: { reason: words, leftOut: [] } }, true);
      say(words);
    } finally {
      stopping = undefined;
    }
  }

  function conclude(plan: BulkPlan, result: BulkResult): void {
    const lost = new Map(result.unwritten.map(({ file, reason }) => [file, reason]));
    const filesOf = new Map(plan.writes.map(({ file }) => [file, lost.get(file)]));
    const failed = plan.members.flatMap(({ id, file }) => {
      const reason = filesOf.get(file);
      return reason === undefined ? [] : [{ id, reason }];
    });
    settleAll(
      pending,
      plan.members.map((each) => each.id),
    );
    failAll(pending, failed);
    const notes = result.changes.filter((each) => !each.verified).map((each) => each.note ?? 'Not verified.');
    if (result.unwritten.length > 0 || notes.length > 0) {
      ask.setState({ ...closed, title: plan.label, result }, true);
      say(result.unwritten.length > 0 ? 'Written in part' : 'Written, but not all of it took');
      return;
    }
    ask.setState(closed, true);
    say(
      plan.undoes === undefined
        ? `${plan.label}: done, u undoes`
        : `${countOf(plan.members.length, 'plugin')} put back`,
    );
  }

  const stopListening = client.on('changes.progress', ({ planId, done, total }) => {
    const { plan, writing } = ask.getState();
    if (plan?.planId === planId && writing !== undefined) ask.setState({ writing: { done, total } });
  });

  return {
    ask,
    askWith,
    askSwitch: (ids, enable) => planSwitch(ids, enable, undefined),
    chooseScope(scope) {
      const { switches } = ask.getState();
      if (switches === undefined) return Promise.resolve();
      ask.setState({ isReplanning: true, switches: { ...switches, scope } });
      return planSwitch(switches.ids, switches.enable, scope);
    },
    askUndo: (group, label) => askWith(`Put back “${label}”?`, () => client.call('changes.planUndoGroup', { group })),
    write,
    cancel() {
      if (stopping !== undefined) return stopping.abort();
      turn += 1;
      ask.setState(closed, true);
    },
    stop() {
      stopListening();
    },
  };
}

/** What is left out is not counted in the question. */
function titleOf(title: string | undefined, plan: BulkPlan): string {
  return title ?? `${plan.label}?`;
}

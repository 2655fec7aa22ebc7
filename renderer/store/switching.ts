import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Change, Plan, PlanOutcome, Refusal, SwitchScope } from '#contract/changes';
import { isUndoable } from '#renderer/lib/change-words.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import type { Client } from '#rpc/client';
import type { InventoryStore } from './inventory.ts';
import { messageOf } from './message-of.ts';
import { begin, fail, forget, keyOf, type PendingStore, type SwitchTarget, settle } from './pending.ts';
import { hold, type ViewStore } from './view.ts';

export type Question =
  | ({ kind: 'switch'; name: string; enable: boolean } & SwitchTarget)
  | { kind: 'undo'; name: string; changeId: string }
  | { kind: 'guard'; name: string; id: string; server: string; guard: boolean }
  | { kind: 'move'; name: string; secret: PlainSecretName };

/** A secret in plain text, by where it is used. */
export interface PlainSecretName {
  plugin: string;
  server: string;
  variable: string;
  project: string | null;
}

/** The one question that waits for a yes. Nothing is written while it is open. */
export interface AskState {
  question: Question | undefined;
  plan: Plan | undefined;
  refusal: Refusal | undefined;
  /** The scope a new plan is being made for; the old plan stays on screen meanwhile and cannot be written. */
  replanning: SwitchScope | undefined;
}

export type AskStore = StoreApi<AskState>;

export interface Switching {
  ask: AskStore;
  askSwitch(target: SwitchTarget & { name: string; enable: boolean }): Promise<void>;
  /** To have its agent start a server through Gatehouse, or with `guard` false by itself again. */
  askGuard(question: { name: string; id: string; server: string; guard: boolean }): Promise<void>;
  /** Of a change of several plugins all its files are put back. */
  askUndo(change: Pick<Change, 'id' | 'plugin' | 'group'>): Promise<void>;
  askUndoLast(): Promise<void>;
  /** Asks to move a secret out of a file. */
  askMove(secret: PlainSecretName): Promise<void>;
  chooseScope(scope: SwitchScope): Promise<void>;
  write(): Promise<void>;
  cancel(): void;
  stop(): void;
}

export interface SwitchingNeeds {
  client: Client;
  inventory: InventoryStore;
  pending: PendingStore;
  view: ViewStore;
  /** Asks for the truth again; used when a verified change does not show in the rows. */
  refresh: () => Promise<void>;
  /** Reads the components of the open plugin again. */
  describeAgain: () => Promise<void>;
  /** Asks to put back a change of several plugins. */
  askUndoGroup: (group: string, label: string) => Promise<void>;
  now: () => number;
  say: (text: string) => void;
}

const closed: AskState = { question: undefined, plan: undefined, refusal: undefined, replanning: undefined };
/** Milliseconds a verified change may take to show in the rows before the rows are asked for again. */
const patience = 3000;

export function createSwitching(needs: SwitchingNeeds): Switching {
  const { client, inventory, pending, view, say } = needs;
  const ask = createStore<AskState>()(() => closed);
  let turn = 0;

  async function plan(question: Question, scope?: SwitchScope): Promise<void> {
    turn += 1;
    const mine = turn;
    const outcome = await planFor(question, scope);
    if (turn !== mine) return;
    const result = outcome.ok
      ? { plan: outcome.plan, refusal: undefined }
      : { plan: undefined, refusal: outcome.refusal };
    ask.setState({ question, ...result, replanning: undefined });
  }

  async function planFor(question: Question, scope?: SwitchScope): Promise<PlanOutcome> {
    try {
      if (question.kind === 'undo') return await client.call('changes.planUndo', { changeId: question.changeId });
      if (question.kind === 'move') return await client.call('secrets.planMove', question.secret);
      const project = inventory.getState().snapshot?.project ?? null;
      if (question.kind === 'guard') {
        const { id, server, guard } = question;
        return await client.call('guards.plan', { id, server, guard, project });
      }
      const { id, component, enable } = question;
      return await client.call('changes.plan', {
        ...{ id, enable, project },
        ...(scope === undefined ? {} : { scope }),
        ...(component === undefined ? {} : { component }),
      });
    } catch (error) {
      return { ok: false, refusal: { code: 'failed', reason: messageOf(error), options: [] } };
    }
  }

  function cancel(): void {
    turn += 1;
    ask.setState(closed, true);
  }

  async function write(): Promise<void> {
    const { plan: ready, replanning, question } = ask.getState();
    if (ready === undefined || replanning !== undefined) return;
    cancel();
    if (question?.kind === 'guard') return writeGuard(ready, question);
    const target = targetOf(ready);
    hold(view, ready.id);
    begin(pending, { ...target, enable: ready.enable, since: needs.now() });
    const change = await apply(ready, target);
    const moved = question?.kind === 'move' ? question.secret.variable : undefined;
    if (change !== undefined) await conclude(target, change, moved);
  }

  /** No switch is flipped by it, so no row is waited for. */
  async function writeGuard({ planId }: Plan, { name, guard }: Question & { kind: 'guard' }): Promise<void> {
    try {
      const change = await client.call('guards.apply', { planId });
      const done = guard ? 'starts through Gatehouse from its next session on' : 'is started by its agent itself again';
      say(change.applied ? `${name} ${done}, u undoes` : (change.note ?? 'Nothing was written.'));
      await needs.describeAgain();
    } catch (error) {
      say(messageOf(error));
    }
  }

  async function apply({ planId }: Plan, target: SwitchTarget): Promise<Change | undefined> {
    try {
      return await client.call('changes.apply', { planId });
    } catch (error) {
      lost(target, messageOf(error));
      return undefined;
    }
  }

  async function conclude(target: SwitchTarget, change: Change, moved: string | undefined): Promise<void> {
    const name = target.component?.name ?? nameOf(target.id);
    if (!change.applied || change.state === 'failed') return lost(target, change.note ?? 'Nothing was written.');
    if (!change.verified) return lost(target, change.note ?? 'Written, but the switch did not take.');
    if (change.undoes !== undefined) say(`${name} put back`);
    else if (moved !== undefined) say(`${moved} is in the keychain and gone from the file, u undoes`);
    else say(`${name} ${change.enable === false ? 'disabled' : 'enabled'}, u undoes`);
    if (target.component !== undefined) {
      await needs.describeAgain();
      return settle(pending, target);
    }
    if (await rowArrives(target)) return;
    await needs.refresh();
    settle(pending, target);
  }

  function lost(target: SwitchTarget, reason: string): void {
    fail(pending, target, reason);
    say(reason);
  }

  function rowArrives(target: SwitchTarget): Promise<boolean> {
    if (settleArrived(target)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = (arrived: boolean) => {
        clearTimeout(timer);
        unsubscribe();
        resolve(arrived);
      };
      const unsubscribe = inventory.subscribe(() => settleArrived(target) && finish(true));
      const timer = setTimeout(() => finish(false), patience);
    });
  }

  /** True when the row says what was asked, or nothing is waited for any more. */
  function settleArrived(target: SwitchTarget): boolean {
    const waits = pending.getState().pending.get(keyOf(target));
    if (waits === undefined) return true;
    if (inventory.getState().byId.get(target.id)?.effective.enabled !== waits.enable) return false;
    settle(pending, target);
    return true;
  }

  function nameOf(id: string): string {
    return visibleString(inventory.getState().byId.get(id)?.name ?? id);
  }

  const askUndo = ({ id, plugin, group }: Pick<Change, 'id' | 'plugin' | 'group'>) => {
    if (group !== undefined) return needs.askUndoGroup(group.id, group.label);
    return plan({ kind: 'undo', changeId: id, name: plugin === undefined ? 'the change' : nameOf(plugin) });
  };

  const stopListening = client.on('changes.recorded', (change) => {
    if (change.kind !== 'outside' || change.plugin === undefined) return;
    fail(pending, { id: change.plugin }, change.note ?? 'Another program overwrote the switch.');
    say(`Another program changed ${nameOf(change.plugin)}`);
  });

  return {
    ask,
    askSwitch: ({ name, enable, ...target }) => {
      if (pending.getState().pending.has(keyOf(target))) return Promise.resolve();
      forget(pending, target.id);
      return plan({ kind: 'switch', name, enable, ...target });
    },
    askGuard: (question) => plan({ kind: 'guard', ...question }),
    askUndo,
    askMove(secret) {
      const target: SwitchTarget = { id: secret.plugin, component: { kind: 'mcp-server', name: secret.server } };
      if (pending.getState().pending.has(keyOf(target))) return Promise.resolve();
      forget(pending, keyOf(target));
      return plan({ kind: 'move', name: secret.server, secret });
    },
    async askUndoLast() {
      try {
        const { changes } = await client.call('changes.list', { limit: 100 });
        const last = changes.find(isUndoable);
        if (last === undefined) say('Nothing to undo');
        else await askUndo(last);
      } catch (error) {
        say(messageOf(error));
      }
    },
    async chooseScope(scope) {
      const { question } = ask.getState();
      if (question === undefined) return;
      ask.setState({ replanning: scope });
      await plan(question, scope);
    },
    write,
    cancel,
    stop: stopListening,
  };
}

function targetOf(plan: Plan): SwitchTarget {
  return plan.component === undefined ? { id: plan.id } : { id: plan.id, component: plan.component };
}

import type { AgentModule } from '#agents/agent-module';
import type { ReadPort } from '#agents/read-port';
import type { Changes } from '#changes/changes';
import type { EditRequest } from '#changes/plan-switch';
import type { Change, PlanOutcome } from '#contract/changes';
import { AppError } from '#contract/errors';
import type { Guard } from '#contract/guard';
import type { ServerDefinition } from '#contract/server-definition';
import type { Inventory } from '#inventory/inventory';
import { packagedServer } from '#runtime/package-runner';
import { cannotBeBridged } from '#runtime/remote/remote-target';
import { listGuards, removeGuard, writeGuard } from './guard-files.ts';
import { guardedCommand } from './guarded-command.ts';
import { keptDefinition, variablesOf } from './kept-definition.ts';
import { type Renamed, toolMentions } from './tool-mentions.ts';

export interface GuardsOptions {
  port: ReadPort;
  home: string;
  data: string;
  modules: readonly AgentModule[];
  inventory: Inventory;
  changes: Changes;
  /** Names of the secrets the keychain has for a plugin. */
  storedSecrets(plugin: string): string[];
  now(): Date;
}

/** Values that leave an entry in the write that guards it. */
export interface Without {
  env: readonly string[];
  /** Of a server behind a URL. */
  headers: readonly string[];
  /** Sentences about it. */
  says: readonly string[];
  /** Puts their values where the guarded server gets them from, before the file is written. */
  first?: EditRequest['first'];
}

/** Routes servers of agents through `gatehouse run`, and back: each a plan that is shown first, journaled and undoable. */
export interface Guards {
  /**
   * `without`: variables and headers that leave the entry in the same write, and what is said of them; then a server may be guarded
   * already. Throws AppError `not_found`, and `conflict` for a server that is guarded already or cannot be.
   */
  plan(plugin: string, server: string | undefined, project: string | null, without?: Without): Promise<PlanOutcome>;
  /** Writes the plan and keeps what stood there before. Throws what `changes.apply` throws. */
  apply(planId: string): Promise<Change>;
  /** Puts the agent's own entry back. */
  planBack(guard: Guard): Promise<PlanOutcome>;
  applyBack(guard: Guard, planId: string): Promise<Change>;
  list(): { guards: Guard[]; unreadable: string[] };
  /** Those that stand: what was put back in the journal is forgotten. */
  standing(): Promise<Guard[]>;
}

/** Of the journal that are looked through. */
const MOST_CHANGES = 500;

export function createGuards(options: GuardsOptions): Guards {
  const { port, home, data, modules, inventory, changes, storedSecrets, now } = options;
  const planned = new Map<string, Guard>();
  const mentions = async (renamed: Renamed | undefined, project: string | null): Promise<string[]> => {
    if (renamed === undefined) return [];
    const { plugins } = await inventory.snapshot(project);
    const described = plugins.map(({ id }) => inventory.describe(id, project));
    return toolMentions(renamed, await Promise.all(described), port);
  };

  return {
    async plan(plugin, server, project, without: Without = { env: [], headers: [], says: [] }) {
      const definition = await inventory.serverDefinition(plugin, server, project);
      const isGuarded = runsThroughUs(definition);
      if (!isGuarded || without.env.length === 0) mustBeGuardable(definition);
      const described = await inventory.describe(plugin, project);
      const module = modules.find(({ id }) => id === definition.agent);
      if (module === undefined) throw new AppError('not_found', `Nothing is known by the id ${plugin}.`);
      // What a plugin brings is read from the plugin at each start, so that its updates count.
      const isKept = described.kind === 'mcp' && !isGuarded;
      const kept = isKept ? keptOf(definition, storedSecrets(plugin), without.headers) : undefined;
      const command = isGuarded
        ? { command: definition.command ?? '', args: definition.args }
        : guardedCommand({ plugin, server: definition.server, home, data });
      const needs = { variables: variablesOf(definition), withoutEnv: without.env, withoutHeaders: without.headers };
      const entry = { server: definition.server, ...command, ...needs };
      const decision = module.decideGuard(inventory.context(project), described, entry);
      const outcome = changes.planGuard({
        ...{ plugin: described, project, component: { kind: 'mcp-server', name: definition.server } },
        decision,
        first: without.first,
        runs: [
          ...without.says,
          ...whatHappens(definition),
          ...downloadNote(definition),
          ...(decision.ok ? await mentions(decision.renames, project) : []),
        ],
      });
      // What a guarded one was before is kept already.
      if (outcome.ok && !isGuarded) {
        planned.set(outcome.plan.planId, {
          ...{ v: 1, plugin, server: definition.server, project, at: now().toISOString(), change: null },
          ...(kept === undefined ? {} : { definition: kept }),
        });
      }
      return outcome;
    },
    async apply(planId) {
      const guard = planned.get(planId);
      if (guard === undefined) return changes.apply(planId);
      planned.delete(planId);
      // First: once the entry is written an agent may start it.
      writeGuard(data, guard);
      try {
        const change = await changes.apply(planId);
        if (change.applied) writeGuard(data, { ...guard, change: change.id });
        else removeGuard(data, guard.plugin, guard.server);
        return change;
      } catch (error) {
        removeGuard(data, guard.plugin, guard.server);
        throw error;
      }
    },
    async planBack(guard) {
      if (guard.change === null) {
        const message = `"${guard.server}" of ${guard.plugin} was being guarded when Gatehouse was ended. "gatehouse changes" tells whether its entry was written.`;
        throw new AppError('conflict', message);
      }
      const outcome = await changes.planUndo(guard.change);
      // Somebody put it back in the journal.
      if (!outcome.ok && outcome.refusal.code === 'already') removeGuard(data, guard.plugin, guard.server);
      return outcome;
    },
    async applyBack(guard, planId) {
      const change = await changes.apply(planId);
      if (change.applied) removeGuard(data, guard.plugin, guard.server);
      return change;
    },
    list: () => listGuards(data),
    async standing() {
      const { guards } = listGuards(data);
      if (guards.length === 0) return [];
      const isBack = ({ state, undoneBy }: Change): boolean => state === 'undone' || undoneBy !== undefined;
      const undone = new Set((await changes.list(MOST_CHANGES)).filter(isBack).map(({ id }) => id));
      const isUndone = ({ change }: Guard): boolean => change !== null && undone.has(change);
      for (const guard of guards.filter(isUndone)) removeGuard(data, guard.plugin, guard.server);
      return guards.filter((guard) => !isUndone(guard));
    },
  };
}

/** In a cage without network nothing can be downloaded. */
function downloadNote({ plugin, server, command, args }: ServerDefinition): string[] {
  const packaged = command === undefined ? undefined : packagedServer(command, args);
  if (packaged === undefined) return [];
  const cure = packaged.isClear
    ? `Prepare it once: gatehouse prepare ${plugin} --server ${server}`
    : 'Grant it the hosts it needs.';
  return [`It is downloaded by ${packaged.server.runner} at each start, which its cage does not allow. ${cure}`];
}

function whatHappens({ agent, server, url }: ServerDefinition): string[] {
  const begins = `${agent} starts Gatehouse in its place, which`;
  if (url === undefined) return [`${begins} runs "${server}" in a cage and decides and records each call.`];
  return [
    `${begins} connects with "${server}" at ${hostOf(url)} and decides and records each call. Nothing of it runs here, so there is nothing to cage.`,
    'If it wants a login in the browser, leave it to its agent: Gatehouse sends only headers that are written down or in the keychain.',
  ];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'its address';
}

/** Throws AppError `conflict` where a value would be lost: the entry that has it is replaced, and guards keep none. */
function keptOf(definition: ServerDefinition, stored: readonly string[], moving: readonly string[]): ServerDefinition {
  const { plugin, server, file } = definition;
  const kept = keptDefinition(definition, stored, moving);
  if (kept.toStore.length === 0) return kept.definition;
  const what = kept.toStore.map((each) => each.what).join(' and ');
  const commands = kept.toStore.map(({ variable, scheme }) => {
    const part = scheme === undefined ? '' : ` (what stands after "${scheme}")`;
    return `gatehouse secrets set ${plugin} ${variable}${part}`;
  });
  const message = `The value of ${what} of "${server}" stands only in ${file}, in the entry that is replaced. Store it first, then guard again: ${commands.join('; ')}. What "gatehouse secrets find" lists is moved there and guarded in one step.`;
  throw new AppError('conflict', message);
}

/** Variables that would act on Gatehouse itself before they reach the server. */
const actsOnUs = /^(?:NODE_|LD_|DYLD_|BASH_ENV$|ELECTRON_)/;

function mustBeGuardable(definition: ServerDefinition): void {
  const { plugin, server, transport, command, args, env, file } = definition;
  const what = `"${server}" of ${plugin}`;
  if (transport === 'bundle' || (transport === 'stdio' && command === undefined)) {
    throw new AppError('conflict', `${what} is not started by a command, so there is nothing to put in a cage.`);
  }
  const never = transport === 'stdio' ? undefined : cannotBeBridged(definition);
  if (never !== undefined) throw new AppError('conflict', `${never.reason} ${never.remedy}`);
  if (transport !== 'stdio' && /^[a-z]+:\/\/[^/?#]*@/i.test(definition.url ?? '')) {
    throw new AppError(
      'conflict',
      `The address of ${what} has a name or password in it. Send it in a header instead, in ${file}.`,
    );
  }
  if (runsThroughUs({ args })) {
    throw new AppError('conflict', `${what} runs through Gatehouse already (${file}).`);
  }
  const early = Object.keys(env).filter((name) => actsOnUs.test(name));
  if (early.length > 0) {
    const message = `${what} sets ${early.join(', ')}, which would change how Gatehouse itself runs. Take it out of ${file} first.`;
    throw new AppError('conflict', message);
  }
}

function runsThroughUs({ args }: Pick<ServerDefinition, 'args'>): boolean {
  return args.includes('run') && args.includes('--data');
}

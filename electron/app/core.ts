import type { AgentModule } from '#agents/agent-module';
import { claudeCode } from '#agents/claude-code/claude-code';
import { codex } from '#agents/codex/codex';
import type { Changes, Decision } from '#changes/changes';
import type { Change } from '#contract/changes';
import { AppError } from '#contract/errors';
import type { Plugin, Problem } from '#contract/plugin';
import type { ServerDefinition } from '#contract/server-definition';
import type { NextStart, ScriptHead, Surface } from '#contract/surface';
import type { History } from '#history/history';
import { createInventory, type Inventory } from '#inventory/inventory';
import { dataFolder } from '#platform/data-folder';
import { nodeMachine } from '#platform/machine';
import { nodeReadPort } from '#platform/read-port-node';
import type { Keychain } from '#secrets/keychain';
import type { Secrets } from '#secrets/secrets';
import type { Approvals } from './approvals.ts';
import { readGuard } from './guard-files.ts';
import { withGuards } from './guard-view.ts';
import type { Guards } from './guards.ts';
import type { Inspections } from './inspections.ts';
import { withLines } from './layer-lines.ts';
import type { PlainSecrets } from './plain-secrets.ts';
import type { PluginSets } from './plugin-sets.ts';
import type { SecretMoves } from './secret-moves.ts';

export type { Changes } from '#changes/changes';
export type { Guards } from './guards.ts';

export const agentModules: readonly AgentModule[] = [claudeCode, codex];

export interface CoreOptions {
  /** The home whose agents are looked at; the user's when undefined. */
  home?: string;
  /** Gatehouse's own data; this system's usual place when undefined. Made at the first write, not before. */
  data?: string;
  isSample: boolean;
  watch: boolean;
  asked: Change['asked'];
  /** The system's unless told. */
  keychain?: Keychain;
  log(message: string): void;
}

/** One home looked at: its live list, and the one place that writes to it. */
export interface Core {
  home: string;
  /** Gatehouse's own data folder; may not be there yet. */
  data: string;
  isSample: boolean;
  inventory: Inventory;
  /** Loaded at first use: a list needs no journal. */
  changes(): Promise<Changes>;
  /** Opened at first use; imports nothing by itself. */
  history(): Promise<History>;
  /** Opened at first use: from then on runs of `gatehouse run` ask here. */
  approvals(): Promise<Approvals>;
  /** Loaded at first use, with the changes it is made of. */
  guards(): Promise<Guards>;
  /** Loaded at first use: named sets of plugins. */
  sets(): Promise<PluginSets>;
  /** Loaded at first use; asks the keychain only when told to. */
  secrets(): Promise<Secrets>;
  /** Loaded at first use: secrets that stand as plain text in files of agents. */
  plainSecrets(): Promise<PlainSecrets>;
  /** Loaded at first use: plans that move a secret to the keychain, which `guards` carries out. */
  secretMoves(): Promise<SecretMoves>;
  /** Loaded at first use; ends what it started with the core. */
  inspections(): Promise<Inspections>;
  /** Problems that only show over time, by plugin id; they replace those told before. */
  noteProblems(problems: ReadonlyMap<string, Problem>): void;
  /** How a server would be started without Gatehouse: of a guarded one what its entry said before. Throws AppError `not_found`. */
  originalDefinition(id: string, server: string | undefined, project: string | null): Promise<ServerDefinition>;
  /** With components and the lines its layers stand on. Throws AppError `not_found`. */
  describe(id: string, project: string | null): Promise<Plugin>;
  /** Everything it can run, and when. Throws AppError `not_found`. */
  surface(id: string, project: string | null): Promise<Surface>;
  /** What runs when the next session of each agent starts, over all plugins that are on. */
  nextStart(project: string | null): Promise<NextStart>;
  /** The first lines of a script its surface names. Throws AppError `not_found` for any other path. */
  script(id: string, project: string | null, path: string): Promise<ScriptHead>;
  close(): Promise<void>;
}

export async function createCore(options: CoreOptions): Promise<Core> {
  const machine = nodeMachine(options.home);
  const port = nodeReadPort();
  let noted: ReadonlyMap<string, Problem> = new Map();
  let isClosed = false;
  const inventory = await createInventory({
    noted: (id) => [noted.get(id) ?? []].flat(),
    modules: agentModules,
    port,
    machine,
    isSample: options.isSample,
    watch: options.watch,
    now: () => new Date(),
    log: options.log,
  });
  let changes: Promise<Changes> | undefined;
  let sets: Promise<PluginSets> | undefined;
  let history: Promise<History> | undefined;
  let approvals: Promise<Approvals> | undefined;
  let guards: Promise<Guards> | undefined;
  let secrets: Promise<Secrets> | undefined;
  let inspections: Promise<Inspections> | undefined;
  let plainSecrets: Promise<PlainSecrets> | undefined;
  let secretMoves: Promise<SecretMoves> | undefined;

  const openChanges = async (): Promise<Changes> => {
    const { createChanges } = await import('#changes/changes');
    const { secretFinder } = await import('./secret-places.ts');
    const kept = () => (secrets ??= unlessClosed(openSecrets));
    return createChanges({
      port,
      findSecrets: secretFinder(),
      secrets: {
        names: async (plugin) =>
          (await kept()).list().flatMap((each) => (each.plugin === plugin ? [each.variable] : [])),
        value: async (plugin, variable) => (await kept()).read(plugin, variable),
      },
      dataFolder: options.data ?? dataFolder(),
      asked: options.asked,
      now: () => new Date(),
      resolve: (id, project) => inventory.resolve(id, project),
      describe: (id, project) => inventory.describe(id, project),
      look: (project) => inventory.look(project),
      decideMany: async (questions, project) => {
        const rows = new Map((await inventory.look(project)).map((plugin) => [plugin.id, plugin]));
        const context = inventory.context(project);
        const deciders = new Map(agentModules.map((module) => [module.id, module.switchDecider(context)]));
        const decided: (Decision | undefined)[] = [];
        for (const { id, ...rest } of questions) {
          await context.pace();
          const plugin = rows.get(id);
          const decision = plugin && deciders.get(plugin.agent)?.({ ...rest, plugin });
          decided.push(plugin && decision && { plugin, decision });
        }
        return decided;
      },
      decide: async (request, project) => {
        const plugin = await inventory.resolve(request.id, project);
        const module = agentModules.find((each) => each.id === plugin?.agent);
        if (plugin === undefined || module === undefined) {
          throw new AppError('not_found', `Nothing is known by the id ${request.id}.`);
        }
        const { id: _id, ...rest } = request;
        const context = inventory.context(project);
        return { plugin, decision: module.decideSwitch(context, { ...rest, plugin }) };
      },
    });
  };

  const openSets = async (): Promise<PluginSets> => {
    const { createPluginSets } = await import('./plugin-sets.ts');
    return createPluginSets({
      ...{ data: options.data ?? dataFolder(), look: inventory.look, now: () => new Date() },
      changes: () => (changes ??= unlessClosed(openChanges)),
    });
  };

  const openHistory = async (): Promise<History> => {
    const { openCoreHistory } = await import('./core-history.ts');
    const { data, watch, log } = options;
    return openCoreHistory({ data, machine, inventory, watch, log });
  };

  const openAsking = async (): Promise<Approvals> => {
    const { openApprovals } = await import('./approvals.ts');
    return openApprovals({ data: options.data ?? dataFolder(), log: options.log, now: () => new Date() });
  };

  const openGuards = async (): Promise<Guards> => {
    const { createGuards } = await import('./guards.ts');
    const data = options.data ?? dataFolder();
    changes ??= unlessClosed(openChanges);
    const written = { modules: agentModules, inventory, changes: await changes };
    const { secretIndex } = await import('#secrets/secret-index');
    const storedSecrets = (plugin: string): string[] =>
      secretIndex(data)
        .list()
        .flatMap((each) => (each.plugin === plugin ? [each.variable] : []));
    return createGuards({ port, home: machine.home, data, ...written, storedSecrets, now: () => new Date() });
  };

  const openSecrets = async (): Promise<Secrets> => {
    const { createSecrets } = await import('#secrets/secrets');
    const { systemKeychain } = await import('#secrets/keychain');
    const folder = options.data ?? dataFolder();
    return createSecrets({ keychain: options.keychain ?? systemKeychain(), dataFolder: folder, now: () => new Date() });
  };

  const openPlainSecrets = async (): Promise<PlainSecrets> => {
    const { createPlainSecrets } = await import('./plain-secrets.ts');
    secrets ??= unlessClosed(openSecrets);
    return createPlainSecrets({
      ...{ modules: agentModules, inventory, port, secrets: await secrets, env: process.env },
      definition: originalDefinition,
    });
  };

  const openSecretMoves = async (): Promise<SecretMoves> => {
    const { createSecretMoves } = await import('./secret-moves.ts');
    plainSecrets ??= unlessClosed(openPlainSecrets);
    guards ??= unlessClosed(openGuards);
    secrets ??= unlessClosed(openSecrets);
    return createSecretMoves({ plainSecrets: await plainSecrets, guards: await guards, secrets: await secrets });
  };

  const openInspections = async (): Promise<Inspections> => {
    const { createInspections } = await import('./inspections.ts');
    return createInspections({
      ...{ home: machine.home, data: options.data ?? dataFolder(), isSample: options.isSample },
      definition: ({ plugin, server, project }) => originalDefinition(plugin, server, project),
      now: () => new Date(),
    });
  };

  const originalDefinition: Core['originalDefinition'] = async (id, server, project) => {
    const definition = await inventory.serverDefinition(id, server, project);
    return readGuard(options.data ?? dataFolder(), id, definition.server)?.definition ?? definition;
  };

  const describe: Core['describe'] = async (id, project) => {
    const plugin = await inventory.describe(id, project);
    return withGuards(options.data ?? dataFolder(), await withLines(port, plugin));
  };

  const surface: Core['surface'] = async (id, project) => {
    const { surfaceOf } = await import('#review/surface/surface');
    return surfaceOf(await describe(id, project), port);
  };

  /** What would be opened while the rest ends would never be closed. */
  const unlessClosed = <T>(open: () => Promise<T>): Promise<T> =>
    isClosed ? Promise.reject(new AppError('unavailable', 'Gatehouse is ending.')) : open();

  return {
    home: machine.home,
    data: options.data ?? dataFolder(),
    isSample: options.isSample,
    inventory,
    changes: () => (changes ??= unlessClosed(openChanges)),
    history: () =>
      (history ??= unlessClosed(openHistory).catch((error: unknown) => {
        // Another process may have held the store: the next who asks tries again.
        history = undefined;
        throw error;
      })),
    approvals: () => (approvals ??= unlessClosed(openAsking)),
    guards: () => (guards ??= unlessClosed(openGuards)),
    sets: () => (sets ??= unlessClosed(openSets)),
    secrets: () => (secrets ??= unlessClosed(openSecrets)),
    plainSecrets: () => (plainSecrets ??= unlessClosed(openPlainSecrets)),
    secretMoves: () => (secretMoves ??= unlessClosed(openSecretMoves)),
    inspections: () => (inspections ??= unlessClosed(openInspections)),
    noteProblems(problems) {
      noted = problems;
      inventory.refresh().catch((error: unknown) => options.log(String(error)));
    },
    originalDefinition,
    describe,
    surface,
    async nextStart(project) {
      const { readNextStart } = await import('./next-start.ts');
      return readNextStart({ modules: agentModules, inventory, describe, port }, project);
    },
    async script(id, project, path) {
      const { scriptHead } = await import('#review/surface/script-head');
      const head = scriptHead(await surface(id, project), path, port);
      if (head === undefined) throw new AppError('not_found', `${id} starts no file of its own at ${path} now.`);
      return head;
    },
    async close() {
      isClosed = true;
      await (await inspections?.catch(() => undefined))?.close();
      await (await approvals?.catch(() => undefined))?.close();
      const kept = await history?.catch(() => undefined);
      await kept?.close();
      await inventory.close();
      const opened = await changes?.catch(() => undefined);
      await opened?.close();
    },
  };
}

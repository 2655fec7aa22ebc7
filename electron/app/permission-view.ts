import { type CompiledPolicy, serverKey } from '#contract/compiled-policy';
import { AppError } from '#contract/errors';
import type { Input } from '#contract/methods';
import type {
  MatrixCell,
  MatrixRow,
  PermissionMatrix,
  PermissionsView,
  ServerPermissions,
} from '#contract/permissions';
import type { Plugin } from '#contract/plugin';
import { type Effect, type ToolClass, toolClasses } from '#contract/policy';
import { realPath } from '#platform/programs';
import { defaultProfile } from '#sandbox/profile';
import { profileWords } from './cage-words.ts';
import { knownTools, toolChanges } from './held-tools.ts';
import { guardedServers, inForce, type PermissionSource, policyNow, serversOf } from './permission-source.ts';
import { type AboutServer, decisionOfOthers, toolPermission } from './tool-permissions.ts';

/** What the servers of one plugin may do. Throws AppError `not_found`. */
export async function permissionsView(
  source: PermissionSource,
  { id, project, folder: wanted }: Input<'permissions.view'>,
): Promise<PermissionsView> {
  const plugin = await source.describe(id, project);
  const now = policyNow(source);
  const isGuarded = guardedServers(source.data);
  const folder = wanted === null ? null : realPath(wanted);
  return {
    ...{ plugin: id, agent: plugin.agent, folder },
    servers: serversOf(plugin).map(({ server, isRemote }) => {
      const about = { plugin: id, server, agent: plugin.agent, project: folder ?? undefined };
      return serverPermissions(source.data, now.policy, about, { isRemote, isGuarded: isGuarded(id, server) });
    }),
    ...inForce(now),
  };
}

/** The same of every server, counted. A plugin that is gone meanwhile is left out. */
export async function permissionMatrix(source: PermissionSource, project: string | null): Promise<PermissionMatrix> {
  const all = (await source.plugins(project)).filter(({ provides }) => provides.mcpServers > 0);
  const described = await Promise.all(all.map((plugin) => unlessGone(source.describe(plugin.id, project))));
  const now = policyNow(source);
  const isGuarded = guardedServers(source.data);
  const folder = project === null ? undefined : realPath(project);
  const rows = described.flatMap((plugin) => {
    if (plugin === undefined) return [];
    const { id, agent } = plugin;
    return serversOf(plugin).map(({ server, isRemote }) => {
      const about = { plugin: id, server, agent, project: folder };
      return matrixRow(
        now.policy,
        agent,
        serverPermissions(source.data, now.policy, about, { isRemote, isGuarded: isGuarded(id, server) }),
        id,
      );
    });
  });
  return { rows, ...inForce(now) };
}

function serverPermissions(
  data: string,
  policy: CompiledPolicy,
  about: AboutServer,
  standing: Pick<ServerPermissions, 'isGuarded' | 'isRemote'>,
): ServerPermissions {
  const { plugin, server } = about;
  const key = serverKey(plugin, server);
  return {
    ...{ server, ...standing, isUncaged: policy.uncaged.includes(key) },
    cage: standing.isRemote ? [] : profileWords(policy.profiles[key] ?? defaultProfile),
    ...toolsOf(data, policy, about),
    others: perClass((kind) => decisionOfOthers(policy, about, kind)),
  };
}

function toolsOf(
  data: string,
  policy: CompiledPolicy,
  about: AboutServer,
): Pick<ServerPermissions, 'tools' | 'gone' | 'seenAt' | 'problem'> {
  try {
    const known = knownTools(data, about.plugin, about.server);
    if (known === undefined) return { tools: [], gone: [] };
    const tools = known.tools.map((tool) => toolPermission(policy, about, tool));
    const { gone } = toolChanges(data, about.plugin, about.server) ?? { gone: [] };
    return {
      tools: [...tools.filter(({ held }) => held !== undefined), ...tools.filter(({ held }) => held === undefined)],
      ...{ gone, seenAt: known.at },
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { tools: [], gone: [], problem: error.message };
  }
}

function matrixRow(
  policy: CompiledPolicy,
  agent: Plugin['agent'],
  permissions: ServerPermissions,
  plugin: string,
): MatrixRow {
  const { server, isGuarded, isRemote, isUncaged, tools, others, seenAt } = permissions;
  const names = ({ plugin: of, server: at }: { plugin?: string | undefined; server?: string | undefined }) =>
    of === plugin && (at === undefined || at === server);
  return {
    ...{ plugin, server, agent, isGuarded, isRemote, isUncaged, isKnown: seenAt !== undefined },
    rules: [...policy.rules, ...policy.system].filter(names).length,
    held: tools.filter(({ held }) => held !== undefined).length,
    cells: perClass((kind): MatrixCell => {
      const decisions = tools.filter((tool) => tool.class === kind).map(({ decision }) => decision);
      const counted = (effect: Effect) => decisions.filter((each) => each.effect === effect).length;
      return {
        tools: { allow: counted('allow'), ask: counted('ask'), deny: counted('deny') },
        others: others[kind],
        isManaged: [...decisions, others[kind]].some(({ by }) => by === 'system'),
      };
    }),
  };
}

function perClass<T>(make: (kind: ToolClass) => T): Record<ToolClass, T> {
  return Object.fromEntries(toolClasses.map((kind) => [kind, make(kind)])) as Record<ToolClass, T>;
}

async function unlessGone(plugin: Promise<Plugin>): Promise<Plugin | undefined> {
  try {
    return await plugin;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}

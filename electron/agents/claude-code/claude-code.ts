import type {
  AgentModule,
  AgentScan,
  ScanContext,
  SwitchDecision,
  SwitchRequest,
  WatchTarget,
} from '#agents/agent-module';
import type { AgentInfo, Plugin, Problem } from '#contract/plugin';
import { pluginId } from '#contract/plugin-id';
import { type ClaudeFacts, gatherClaude } from './claude-facts.ts';
import { configFiles } from './config-files.ts';
import { decideGuard } from './decide-guard.ts';
import { decidePart, decidePlugin, decideSkill } from './decide-plugin.ts';
import { decideListedServer, decideProjectServer } from './decide-server.ts';
import { heldOf, inLoadOrder, withHeldServers } from './held-rows.ts';
import { ignoredServerFiles } from './ignored-servers.ts';
import { describeLoose, looseParts, looseRow } from './loose-rows.ts';
import { plainSecrets } from './plain-secrets.ts';
import { type PluginLookups, pluginLookups } from './plugin-lookups.ts';
import { describePluginRow, pluginRow } from './plugin-rows.ts';
import { runningSessions } from './running-sessions.ts';
import { secretHolders } from './secret-holders.ts';
import { serverDefinition } from './server-definition.ts';
import { describeServerRow, serverRow, standaloneServers } from './server-rows.ts';
import { describeHooks, hooksRow, settingsHooks } from './settings-hooks.ts';
import { suppliedNames } from './supplied-names.ts';

export const claudeCode: AgentModule = {
  id: 'claude-code',
  displayName: 'Claude Code',
  scan,
  async describe(context, row) {
    return describe(gatherClaude(context), row);
  },
  serverDefinition,
  decideGuard,
  decideSwitch: (context, request) => switchDecider(context)(request),
  switchDecider,
  plainSecrets,
  secretHolders,
  settingsFiles: (context) => gatherClaude(context).settings.layers.map(({ scope, file }) => ({ scope, file })),
  configFiles,
  runningSessions,
  suppliedNames,
};

async function scan(context: ScanContext): Promise<AgentScan> {
  const facts = gatherClaude(context);
  const watch: WatchTarget[] = [...facts.watch];
  const plugins: Plugin[] = [];
  const taken = new Map<string, string>();
  for (const located of inLoadOrder(facts.plugins)) {
    await context.pace();
    plugins.push(pluginRow(facts, located, watch, taken));
  }
  const servers = standaloneServers(facts);
  const loose = looseParts(facts);
  plugins.push(
    ...servers.servers.map((server) => serverRow(facts, server, servers.servers)),
    ...loose.parts.map((part) => looseRow(facts, part)),
    ...settingsHooks(facts).map((hooks) => hooksRow(facts, hooks)),
  );
  watch.push(...servers.watch, ...loose.watch);
  const problems = [
    ...facts.settings.problems,
    ...facts.records.problems,
    ...facts.marketplaces.problems,
    ...servers.problems,
    ...facts.folderProblems,
    ...loose.problems,
    ...ignoredServerFiles(facts),
  ];
  return {
    agent: agentInfo(facts, problems),
    plugins: uniqueById(withHeldServers(facts, plugins)),
    watch,
    projects: knownProjects(facts),
  };
}

function agentInfo(facts: ClaudeFacts, problems: Problem[]): AgentInfo {
  const { port } = facts.context;
  const isThere = (path: string) => port.stat(path).kind !== 'missing';
  const looked = [facts.at.configDir, facts.at.stateFile, facts.at.managedDir].map((path) => ({
    path,
    result: isThere(path) ? 'found' : 'not there',
  }));
  return {
    id: 'claude-code',
    found: isThere(facts.at.configDir) || isThere(facts.at.stateFile),
    root: facts.at.configDir,
    problems: [
      ...new Map(problems.map((each) => [`${each.code} ${each.file} ${each.line} ${each.message}`, each])).values(),
    ],
    looked,
  };
}

/** Two spellings that encode to one id would confuse every client; the first one stands. */
function uniqueById(plugins: readonly Plugin[]): Plugin[] {
  return [...new Map([...plugins].reverse().map((plugin) => [plugin.id, plugin])).values()].reverse();
}

/** Folders the agent's own records name; the state file lists the oldest first. */
function knownProjects(facts: ClaudeFacts): string[] {
  const recorded = facts.records.records.flatMap((record) => record.projectPath ?? []);
  const all = [...facts.state.projectPaths].reverse().concat(recorded);
  const { paths } = facts.at;
  const home = facts.context.machine.home;
  return [...new Set(all.map((path) => paths.normalize(path)))].filter(
    (path) => paths.isAbsolute(path) && !paths.isSame(path, home),
  );
}

function describe(facts: ClaudeFacts, row: Plugin): Plugin {
  if (row.kind === 'plugin') {
    const located = facts.plugins.find((each) => pluginId('claude-code', each.own) === row.id);
    if (located === undefined) return { ...row, components: [] };
    return describePluginRow(facts, located, row, heldOf(facts, located, row));
  }
  if (row.kind === 'mcp') {
    const server = standaloneServers(facts).servers.find((each) => each.id === row.id);
    return server === undefined ? { ...row, components: [] } : describeServerRow(server, row);
  }
  if (row.kind === 'hooks') {
    const hooks = settingsHooks(facts).find((each) => each.id === row.id);
    return hooks === undefined ? { ...row, components: [] } : describeHooks(hooks, row);
  }
  const part = looseParts(facts).parts.find((each) => each.id === row.id);
  return part === undefined ? { ...row, components: [] } : describeLoose(facts, part, row);
}

function switchDecider(context: ScanContext): (request: SwitchRequest) => SwitchDecision {
  const facts = gatherClaude(context);
  const lookups = pluginLookups(facts);
  return (request) => decideSwitch(facts, lookups, request);
}

function decideSwitch(facts: ClaudeFacts, lookups: PluginLookups, request: SwitchRequest): SwitchDecision {
  const { plugin, component } = request;
  const gone: SwitchDecision = { ok: false, code: 'not-found', reason: 'It is not there any more.', options: [] };
  if (plugin.kind === 'plugin') {
    const located = lookups.byId(plugin.id);
    if (located === undefined) return gone;
    return component === undefined
      ? decidePlugin(facts, located, request, lookups)
      : decidePart(facts, located, request);
  }
  if (!plugin.switch.can) {
    const code =
      plugin.effective.state === 'blocked' || plugin.effective.decidedBy.scope === 'managed' ? 'managed' : 'no-switch';
    return { ok: false, code, reason: plugin.switch.reason ?? 'It has no switch.', options: [] };
  }
  if (plugin.kind === 'skill' || plugin.kind === 'command') return decideSkill(facts, plugin.name, request);
  const server = standaloneServers(facts).servers.find((each) => each.id === plugin.id);
  if (server === undefined) return gone;
  return server.scope === 'project'
    ? decideProjectServer(facts, server, request)
    : decideListedServer(facts, server.name, request);
}

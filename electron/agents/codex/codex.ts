import type { AgentModule, AgentScan, ScanContext } from '#agents/agent-module';
import { pathsFor } from '#agents/paths';
import { asRecord } from '#agents/shapes';
import type { AgentInfo, Plugin } from '#contract/plugin';
import { configFiles } from './config-files.ts';
import { decideGuard } from './decide-guard.ts';
import { codexSwitchDecider } from './decide-switch.ts';
import { describeCodex } from './describe.ts';
import { hookRow, hookSources } from './hook-rows.ts';
import { locateCodex } from './locations.ts';
import { plainSecrets } from './plain-secrets.ts';
import { invalidPluginKeys, pluginIdentities, pluginRow } from './plugin-rows.ts';
import { runningSessions } from './running-sessions.ts';
import { secretHolders } from './secret-holders.ts';
import { serverRow, standaloneServers, unreadProjectServers } from './server-rows.ts';
import { looseSkills, skillRow } from './skill-rows.ts';
import { startDefinition } from './start-definition.ts';
import { suppliedNames } from './supplied-names.ts';
import { type Survey, surveyCodex } from './survey.ts';
import { watchTargets } from './watch-targets.ts';

/** Codex of OpenAI: the command line, the IDE extension and the desktop app share these files. */
export const codex: AgentModule = {
  id: 'codex',
  displayName: 'Codex',
  scan: scanCodex,
  describe: describeCodex,
  serverDefinition: startDefinition,
  decideGuard,
  decideSwitch: (context, request) => codexSwitchDecider(context)(request),
  switchDecider: codexSwitchDecider,
  plainSecrets,
  secretHolders,
  settingsFiles,
  configFiles,
  runningSessions,
  suppliedNames,
};

async function scanCodex(context: ScanContext): Promise<AgentScan> {
  const survey = surveyCodex(context);
  const skills = looseSkills(survey);
  const plugins: Plugin[] = [];
  for (const identity of pluginIdentities(survey)) {
    await context.pace();
    plugins.push(pluginRow(survey, identity));
  }
  plugins.push(...standaloneServers(survey).map((server) => serverRow(survey, server)));
  plugins.push(...hookSources(survey).map((source) => hookRow(survey, source)));
  for (const skill of skills.skills) {
    await context.pace();
    plugins.push(skillRow(survey, skill));
  }
  const problems = [
    ...survey.problems,
    ...invalidPluginKeys(survey),
    ...unreadProjectServers(survey),
    ...skills.problems,
  ];
  return {
    agent: { ...whereLooked(context), problems },
    plugins: firstOfEach(plugins),
    watch: watchTargets(survey, skills),
    projects: projectsOf(survey),
  };
}

function whereLooked(context: ScanContext): Omit<AgentInfo, 'problems'> {
  const { port, machine } = context;
  const locations = locateCodex(machine, port);
  const looked = [
    locations.codexHome,
    locations.userConfig,
    locations.pluginCache,
    locations.agentsSkills,
    locations.systemConfig,
    locations.managedConfig,
    locations.requirements,
  ];
  const words = {
    file: 'found',
    directory: 'found',
    other: 'neither a file nor a folder',
    missing: 'not there',
    unreadable: 'not readable',
  };
  return {
    id: 'codex',
    found: port.stat(locations.codexHome).kind === 'directory',
    root: locations.codexHome,
    looked: looked.map((path) => ({ path, result: words[port.stat(path).kind] })),
  };
}

function settingsFiles(context: ScanContext): { scope: string; file: string }[] {
  const { config } = surveyCodex(context);
  return config.layers.filter((layer) => layer.counts).map(({ scope, file }) => ({ scope, file }));
}

/** Folders of the trust table, as written. */
function projectsOf(survey: Survey): string[] {
  const paths = pathsFor(survey.context.machine.platform);
  return Object.keys(asRecord(survey.userConfig.projects) ?? {})
    .filter((path) => paths.isAbsolute(path))
    .map((path) => paths.normalize(path));
}

function firstOfEach(plugins: readonly Plugin[]): Plugin[] {
  const byId = new Map<string, Plugin>();
  for (const plugin of plugins) if (!byId.has(plugin.id)) byId.set(plugin.id, plugin);
  return [...byId.values()];
}

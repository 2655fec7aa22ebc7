import type { ScanContext } from '#agents/agent-module';
import { asArray, asRecord } from '#agents/shapes';
import type { Component, Plugin, Problem } from '#contract/plugin';
import { hookSourceComponents, hookSourceId, hookSources } from './hook-rows.ts';
import { hookComponent } from './hook-state.ts';
import type { PackageFacts } from './package-facts.ts';
import type { PackageServer } from './package-servers.ts';
import { packageApps, pluginServerPath, qualifiedSkill } from './package-switches.ts';
import { cachedVersion, pluginIdentities, type pluginRow } from './plugin-rows.ts';
import type { PluginIdentity } from './plugin-state.ts';
import { serverRule } from './requirements.ts';
import { serverFacts } from './server-definition.ts';
import { standaloneServers } from './server-rows.ts';
import { readSkill } from './skill-folders.ts';
import { looseSkills } from './skill-rows.ts';
import { lastSkillSwitch } from './skill-switch.ts';
import { type Survey, surveyCodex } from './survey.ts';
import { layerName, readSwitch } from './switch-layers.ts';

/** The row given back with its components read in full. */
export async function describeCodex(context: ScanContext, plugin: ReturnType<typeof pluginRow>): Promise<Plugin> {
  const survey = surveyCodex(context);
  switch (plugin.kind) {
    case 'plugin':
      return describePackage(survey, plugin);
    case 'mcp':
      return { ...plugin, components: serverComponents(survey, plugin) };
    case 'hooks': {
      const source = hookSources(survey).find((each) => hookSourceId(each) === plugin.id);
      return { ...plugin, components: source === undefined ? [] : hookSourceComponents(survey, source) };
    }
    case 'skill': {
      const loose = looseSkills(survey).skills.find((each) => each.id === plugin.id);
      return {
        ...plugin,
        components:
          loose === undefined
            ? []
            : [
                {
                  kind: 'skill',
                  name: loose.facts.name,
                  file: loose.skill.file,
                  ...describing(loose.facts.description),
                },
              ],
      };
    }
    default:
      return { ...plugin, components: [] };
  }
}

function describePackage(survey: Survey, plugin: Plugin): Plugin {
  const identity = pluginIdentities(survey).find(
    (each) => each.name === plugin.name && each.marketplace === plugin.marketplace,
  );
  const facts = identity === undefined ? undefined : cachedVersion(survey, identity).facts;
  if (identity === undefined || facts === undefined) return { ...plugin, components: [] };
  const skills = packageSkills(survey, identity, facts);
  const hooks = facts.hooks.flatMap(({ file, handlers }) =>
    handlers.map((handler) => hookComponent(handler, file, survey.userConfig, false)),
  );
  const servers = facts.servers.map((server) => packageServer(survey, identity, server));
  return {
    ...plugin,
    components: [...hooks, ...servers, ...skills.components, ...packageApps(survey, facts)],
    problems: [...plugin.problems, ...skills.problems],
  };
}

function packageSkills(
  survey: Survey,
  identity: PluginIdentity,
  facts: PackageFacts,
): { components: Component[]; problems: Problem[] } {
  const user = survey.config.layers.find((layer) => layer.scope === 'user');
  const read = facts.skills.map((skill) => ({ skill, facts: readSkill(survey.context.port, skill) }));
  const components = read.map(({ skill, facts: { name, description, problem } }): Component => {
    const qualified = qualifiedSkill(identity, facts, name);
    const found = lastSkillSwitch(user, { name: qualified, file: skill.file }, survey.context.port);
    const reason =
      problem?.message ?? (found?.enabled === false ? `Your configuration turns it off by ${found.by}.` : undefined);
    return {
      kind: 'skill',
      name: qualified,
      file: skill.file,
      enabled: found?.enabled !== false,
      ...describing(description),
      ...(reason === undefined ? {} : { reason }),
    };
  });
  return { components, problems: read.flatMap((each) => each.facts.problem ?? []) };
}

function packageServer(survey: Survey, identity: PluginIdentity, server: PackageServer): Component {
  const reading = readSwitch(survey.config, pluginServerPath(identity.key, server.name));
  const rule = serverRule(survey.requirements, server.name, server.facts, identity.key);
  const isShadowed = asRecord(asRecord(survey.config.merged.mcp_servers)?.[server.name]) !== undefined;
  const isOff = reading.winner?.value === false;
  const reason =
    server.error ??
    rule?.reason ??
    (isShadowed ? 'The configuration has a server of the same name, which is used instead.' : undefined) ??
    (isOff && reading.winner !== undefined ? `It is switched off in ${layerName(reading.winner.layer)}.` : undefined);
  return {
    kind: 'mcp-server',
    name: server.name,
    file: server.file,
    ...server.facts,
    enabled: !isOff && rule === undefined,
    ...(reason === undefined ? {} : { reason }),
  };
}

function serverComponents(survey: Survey, plugin: Plugin): Component[] {
  return standaloneServers(survey)
    .filter((server) => server.name === plugin.name)
    .map((server) => {
      const tools = asArray(server.definition.enabled_tools);
      return {
        kind: 'mcp-server',
        name: server.name,
        file: server.home.file,
        ...serverFacts(server.definition),
        ...(tools === undefined ? {} : { description: `Only these tools: ${tools.map(String).join(', ')}` }),
      };
    });
}

function describing(description: string | undefined): { description?: string } {
  return description === undefined ? {} : { description };
}

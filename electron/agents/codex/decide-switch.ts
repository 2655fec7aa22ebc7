import type { ScanContext, SwitchDecision, SwitchRequest } from '#agents/agent-module';
import { asRecord } from '#agents/shapes';
import { decideHook, decideLooseSkill, decidePluginSkill } from './decide-parts.ts';
import type { PackageFacts } from './package-facts.ts';
import { pluginServerPath } from './package-switches.ts';
import { cachedVersion, pluginIdentities } from './plugin-rows.ts';
import { isRemotePlugin, type PluginIdentity, pluginState, pluginSwitchPath } from './plugin-state.ts';
import { serverRule } from './requirements.ts';
import { marketplaceOwner, ownerNote } from './reserved-marketplaces.ts';
import { serverFacts } from './server-definition.ts';
import { serverSwitchPath, standaloneServers } from './server-rows.ts';
import { type Survey, surveyCodex } from './survey.ts';
import { readSwitch } from './switch-layers.ts';
import { chooseOption, type KeySwitch, keyOptions, refuse } from './switch-options.ts';
import { valueAt } from './tables.ts';

export const sessionsNote =
  'Codex sessions that run now keep what they loaded; new sessions follow the switch, the desktop app after a restart.';

/** What to write where so that a switch takes, or why nothing would. Codex takes no lock on its files. */
export function codexSwitchDecider(context: ScanContext): (request: SwitchRequest) => SwitchDecision {
  const survey = surveyCodex(context);
  let byName: Map<string, PluginIdentity> | undefined;
  const find: FindIdentity = ({ name, marketplace }) => {
    // The first of a name counts.
    byName ??= new Map(
      pluginIdentities(survey)
        .toReversed()
        .map((each) => [`${each.name}@${each.marketplace}`, each]),
    );
    return byName.get(`${name}@${marketplace}`);
  };
  return (request) => decideSwitch(survey, find, request);
}

type FindIdentity = (plugin: SwitchRequest['plugin']) => PluginIdentity | undefined;

function decideSwitch(survey: Survey, find: FindIdentity, request: SwitchRequest): SwitchDecision {
  if (survey.fatal !== undefined) {
    const { file, line, message } = survey.fatal;
    const where = [file, line].filter((each) => each !== undefined).join(':');
    return refuse('broken-file', `${message} Mend it first: ${where}`);
  }
  const { plugin, component } = request;
  if (plugin.kind === 'mcp') return decideStandaloneServer(survey, request);
  if (plugin.kind === 'skill') return decideLooseSkill(survey, request);
  if (component?.kind === 'hook') return decideHook(survey, request, component.name);
  if (plugin.kind !== 'plugin')
    return refuse('no-switch', 'Codex has a switch for each hook, none for the whole file.');
  const identity = find(plugin);
  if (identity === undefined)
    return refuse('not-found', 'Neither the configuration nor the plugin cache knows it any more.');
  if (component === undefined) return decidePlugin(survey, request, identity);
  const { facts } = cachedVersion(survey, identity);
  if (component.kind === 'mcp-server')
    return decidePluginServer(survey, request, { identity, facts, name: component.name });
  if (component.kind === 'skill') return decidePluginSkill(survey, request, { facts, identity, name: component.name });
  return refuse('no-switch', 'Apps are connectors of ChatGPT; switch them in Codex.');
}

function decidePlugin(survey: Survey, request: SwitchRequest, identity: PluginIdentity): SwitchDecision {
  const { cached, facts } = cachedVersion(survey, identity);
  const { enable } = request;
  if (isRemotePlugin(identity, cached)) {
    return refuse(
      'remote',
      'Its state is kept on the server of OpenAI and the switch in config.toml is ignored. Switch it in Codex.',
    );
  }
  const { effective } = pluginState(survey, identity, cached, facts);
  if (effective.state === 'blocked') return refuse(enable ? 'managed' : 'already', effective.decidedBy.reason);
  const path = pluginSwitchPath(identity.key);
  const hasEntry = asRecord(valueAt(survey.config.merged, path.slice(0, 2))) !== undefined;
  const isOn = hasEntry && readSwitch(survey.config, path).winner?.value !== false;
  const key: KeySwitch = {
    path,
    isOn,
    subject: identity.name,
    remark: (layer) => (layer.scope === 'project' ? sharedFileRemark : undefined),
  };
  const options = keyOptions(survey, key, enable);
  if (enable && effective.decidedBy.pointer === 'features.plugins')
    return refuse('higher-layer', `${effective.decidedBy.reason} Change that first.`, options);
  if (enable && cached?.version === undefined) {
    return refuse(
      'not-found',
      `Nothing is installed to turn on. Install it with: codex plugin add ${identity.key}`,
      options,
    );
  }
  return chooseOption(survey, request, key, options, pluginAfterwards(identity, facts, enable));
}

const sharedFileRemark = 'The file belongs to the project, so others who work on it get the switch too.';

function pluginAfterwards(identity: PluginIdentity, facts: PackageFacts | undefined, enable: boolean): string[] {
  const hooks = facts?.hooks.reduce((sum, each) => sum + each.handlers.length, 0) ?? 0;
  const note = ownerNote(identity.marketplace);
  const saysNote = note !== undefined && (enable || marketplaceOwner(identity.marketplace) === 'bundled');
  return [
    sessionsNote,
    ...(enable && hooks > 0
      ? ['Its hooks run only once they are trusted in Codex (/hooks). Gatehouse never writes that trust.']
      : []),
    ...(saysNote ? [note] : []),
  ];
}

function decidePluginServer(
  survey: Survey,
  request: SwitchRequest,
  target: { identity: PluginIdentity; facts: PackageFacts | undefined; name: string },
): SwitchDecision {
  const { identity, facts, name } = target;
  const server = facts?.servers.find((each) => each.name === name);
  if (server === undefined) return refuse('not-found', `${identity.name} has no server ${name}.`);
  const rule = serverRule(survey.requirements, name, server.facts, identity.key);
  if (rule !== undefined) return refuse(request.enable ? 'managed' : 'already', rule.reason);
  if (valueAt(survey.config.merged, ['mcp_servers', name]) !== undefined) {
    return refuse(
      'higher-layer',
      `The configuration has a server ${name} of its own, which is used instead. Switch that one.`,
    );
  }
  const path = pluginServerPath(identity.key, name);
  const entry = ['plugins', identity.key];
  const belowProject = survey.config.layers.some(
    (layer) => layer.counts && layer.scope !== 'project' && valueAt(layer.value, entry) !== undefined,
  );
  const key: KeySwitch = {
    path,
    isOn: readSwitch(survey.config, path).winner?.value !== false,
    subject: `The server ${name}`,
    harm: (layer) => {
      const isNamed = layer.scope === 'project' ? valueAt(survey.config.merged, entry) !== undefined : belowProject;
      return isNamed
        ? undefined
        : `${layer.file} does not name the plugin, and a table for its server would turn the whole plugin on.`;
    },
    remark: (layer) => (layer.scope === 'project' ? sharedFileRemark : undefined),
  };
  const { effective } = pluginState(survey, identity, cachedVersion(survey, identity).cached, facts);
  const rest = request.enable && effective.state !== 'enabled' ? ['The server runs only while its plugin is on.'] : [];
  return chooseOption(survey, request, key, keyOptions(survey, key, request.enable), [sessionsNote, ...rest]);
}

function decideStandaloneServer(survey: Survey, request: SwitchRequest): SwitchDecision {
  const { name } = request.plugin;
  const server = standaloneServers(survey).find((each) => each.name === name);
  if (server === undefined) return refuse('not-found', `No configuration that Codex reads here has a server ${name}.`);
  const rule = serverRule(survey.requirements, name, serverFacts(server.definition));
  if (rule !== undefined) return refuse(request.enable ? 'managed' : 'already', rule.reason);
  const path = serverSwitchPath(name);
  const definedAbove = server.home.scope === 'project';
  const key: KeySwitch = {
    path,
    isOn: readSwitch(survey.config, path).winner?.value !== false,
    subject: `The server ${name}`,
    harm: (layer) =>
      definedAbove && layer.scope !== 'project'
        ? `Only the project says what ${name} runs; in your own configuration the switch alone would be an invalid server, and Codex would not start outside the project.`
        : undefined,
    remark: (layer) =>
      layer.scope === 'project' && !definedAbove
        ? `${sharedFileRemark} Whoever lacks a server ${name} of their own could not start Codex there.`
        : undefined,
  };
  return chooseOption(survey, request, key, keyOptions(survey, key, request.enable), [sessionsNote]);
}

import type { ScanContext } from '#agents/agent-module';
import { rawServer, textMap } from '#agents/raw-server';
import { asRecord, asString, asStringList, type UnknownRecord } from '#agents/shapes';
import type { Plugin } from '#contract/plugin';
import { pluginId } from '#contract/plugin-id';
import type { ServerDefinition } from '#contract/server-definition';
import { type ClaudeFacts, gatherClaude } from './claude-facts.ts';
import type { LocatedPlugin } from './located-plugins.ts';
import { standaloneServers } from './server-rows.ts';
import { everySetting } from './settings-layers.ts';

/** How Claude Code would start a server (documentation "Connect Claude Code to tools via MCP", "Plugins reference"). */
export function serverDefinition(context: ScanContext, plugin: Plugin, server: string): ServerDefinition | undefined {
  const facts = gatherClaude(context);
  if (plugin.kind === 'mcp') {
    const found = standaloneServers(facts).servers.find((each) => each.id === plugin.id && each.name === server);
    const raw = asRecord(found?.raw);
    return found === undefined || raw === undefined ? undefined : definitionOf(plugin, server, raw, found.file, {});
  }
  const component = plugin.components?.find((each) => each.kind === 'mcp-server' && each.name === server);
  const located = facts.plugins.find((each) => pluginId('claude-code', each.own) === plugin.id);
  if (component?.file === undefined || located?.root === undefined) return undefined;
  const raw = component.type === 'bundle' ? {} : rawServer(context.port, component, located.name);
  if (raw === undefined) return undefined;
  const definition = definitionOf(plugin, server, raw, component.file, pluginVariables(facts, located, server));
  const dataFolder = dataFolderOf(facts, located);
  return {
    ...definition,
    ...(component.type === 'bundle' ? { transport: 'bundle' } : {}),
    root: located.root,
    dataFolder,
    env: { ...definition.env, CLAUDE_PLUGIN_ROOT: located.root, CLAUDE_PLUGIN_DATA: dataFolder },
  };
}

function definitionOf(
  { id }: Plugin,
  server: string,
  raw: UnknownRecord,
  file: string,
  variables: Record<string, string>,
): ServerDefinition {
  const command = asString(raw['command']);
  const url = asString(raw['url']);
  const timeout = raw['timeout'];
  return {
    ...{ plugin: id, server, agent: 'claude-code', transport: transportOf(asString(raw['type'])) },
    ...(command === undefined ? {} : { command }),
    ...(url === undefined ? {} : { url, headers: textMap(raw['headers']), ...loginOf(raw) }),
    args: [...(asStringList(raw['args']) ?? [])],
    env: textMap(raw['env']),
    // It hands on its whole environment, keys of its own included. Gatehouse does not.
    passEnv: [],
    ...{ file, expands: true, variables },
    ...(typeof timeout === 'number' && timeout > 0 ? { callTimeoutMs: timeout } : {}),
  };
}

function loginOf(raw: UnknownRecord): Pick<ServerDefinition, 'login'> {
  if (raw['headersHelper'] !== undefined) return { login: 'helper' };
  return raw['oauth'] === undefined ? {} : { login: 'oauth' };
}

function transportOf(type: string | undefined): ServerDefinition['transport'] {
  if (type === 'sse' || type === 'ws') return type;
  return type === 'http' || type === 'streamable-http' ? 'http' : 'stdio';
}

function dataFolderOf({ at }: ClaudeFacts, { own }: LocatedPlugin): string {
  return at.paths.join(at.pluginsRoot, 'data', own.replaceAll(/[^A-Za-z0-9_-]/g, '-'));
}

/** What Claude Code fills in for a plugin: its folders, and options the user set that are no secrets. */
function pluginVariables(facts: ClaudeFacts, located: LocatedPlugin, server: string): Record<string, string> {
  const variables: Record<string, string> = {};
  // Only these layers count (since 2.1.207); the highest comes first.
  const layers = everySetting(facts.settings, 'pluginConfigs').filter(
    ({ layer }) => layer.scope === 'user' || layer.scope === 'managed',
  );
  for (const { value } of layers.toReversed()) {
    const config = asRecord(asRecord(value)?.[located.own]);
    const options = { ...asRecord(config?.['options']), ...asRecord(asRecord(config?.['mcpServers'])?.[server]) };
    for (const [name, option] of Object.entries(options)) {
      if (['string', 'number', 'boolean'].includes(typeof option)) variables[`user_config.${name}`] = String(option);
    }
  }
  const root = located.root ?? '';
  return { ...variables, CLAUDE_PLUGIN_ROOT: root, CLAUDE_PLUGIN_DATA: dataFolderOf(facts, located) };
}

import type { ScanContext } from '#agents/agent-module';
import { rawServer, textMap } from '#agents/raw-server';
import { asArray, asRecord, asString, asStringList, type UnknownRecord } from '#agents/shapes';
import type { Plugin } from '#contract/plugin';
import type { ServerDefinition } from '#contract/server-definition';
import { cachedVersion, pluginIdentities } from './plugin-rows.ts';
import { standaloneServers } from './server-rows.ts';
import { type Survey, surveyCodex } from './survey.ts';

/** How Codex would start a server (openai/codex: codex-rs/rmcp-client/src/utils.rs, codex-rs/config/src/mcp_types.rs). */
export function startDefinition(context: ScanContext, plugin: Plugin, server: string): ServerDefinition | undefined {
  const survey = surveyCodex(context);
  if (plugin.kind === 'mcp') {
    const found = plugin.name === server ? standaloneServers(survey).find((each) => each.name === server) : undefined;
    return found === undefined ? undefined : definitionOf(plugin, server, found.definition, found.home.file);
  }
  const component = plugin.components?.find((each) => each.kind === 'mcp-server' && each.name === server);
  const identity = pluginIdentities(survey).find(
    (each) => each.name === plugin.name && each.marketplace === plugin.marketplace,
  );
  const { root, facts } = identity === undefined ? {} : cachedVersion(survey, identity);
  if (component?.file === undefined || identity === undefined || root === undefined) return undefined;
  const raw = rawServer(context.port, component, plugin.name);
  if (raw === undefined) return undefined;
  const definition = definitionOf(plugin, server, raw, component.file);
  const isStandard = facts?.manifest?.style === 'agent-plugin';
  const dataFolder = survey.paths.join(
    survey.locations.codexHome,
    ...['plugins', 'data', `${identity.name}-${identity.marketplace}`],
  );
  return {
    ...definition,
    root,
    dataFolder,
    // Codex itself passes `${…}` on as it stands; only Agent Plugins packages define these two (spec 1.0.0).
    ...(isStandard
      ? { expands: true, variables: { PLUGIN_ROOT: root, PLUGIN_DATA: dataFolder }, ...remoteOf(raw) }
      : {}),
    ...cwdOf(survey, component.cwd, root, dataFolder),
  };
}

function cwdOf(survey: Survey, cwd: string | undefined, root: string, data: string): { cwd?: string } {
  if (cwd === undefined) return {};
  const filled = cwd.replace('${PLUGIN_ROOT}', root).replace('${PLUGIN_DATA}', data);
  return { cwd: survey.paths.isAbsolute(filled) ? survey.paths.normalize(filled) : survey.paths.join(root, filled) };
}

function definitionOf({ id }: Plugin, server: string, raw: UnknownRecord, file: string): ServerDefinition {
  const command = asString(raw['command']);
  const url = asString(raw['url']);
  const cwd = asString(raw['cwd']);
  return {
    ...{ plugin: id, server, agent: 'codex', transport: command === undefined && url !== undefined ? 'http' : 'stdio' },
    ...(command === undefined ? {} : { command }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(url === undefined ? {} : { url, ...headersOf(raw), ...loginOf(raw) }),
    args: [...(asStringList(raw['args']) ?? [])],
    env: textMap(raw['env']),
    passEnv: (asArray(raw['env_vars']) ?? []).flatMap(
      (each) => asString(each) ?? asString(asRecord(each)?.['name']) ?? [],
    ),
    ...{ file, expands: false, variables: {} },
    ...milliseconds('startTimeoutMs', raw['startup_timeout_sec'], raw['startup_timeout_ms']),
    ...milliseconds('callTimeoutMs', raw['tool_timeout_sec'], undefined),
  };
}

/** In such a package headers have another name, and the old transport is one of its own. */
function remoteOf(raw: UnknownRecord): Partial<ServerDefinition> {
  if (raw['url'] === undefined) return {};
  return { headers: textMap(raw['headers']), ...(raw['type'] === 'sse' ? { transport: 'sse' } : {}) };
}

function headersOf(raw: UnknownRecord): Pick<ServerDefinition, 'headers' | 'variableHeaders'> {
  const token = asString(raw['bearer_token_env_var']);
  const named = Object.entries(textMap(raw['env_http_headers']));
  return {
    headers: textMap(raw['http_headers']),
    variableHeaders: {
      ...Object.fromEntries(named.map(([header, variable]) => [header, { variable, isOptional: true }])),
      ...(token === undefined ? {} : { Authorization: { variable: token, scheme: 'Bearer' } }),
    },
  };
}

/** Servers that say nothing of it may want a login too; that is known only once they are asked. */
function loginOf(raw: UnknownRecord): Pick<ServerDefinition, 'login'> {
  if (raw['http_headers_helper'] !== undefined) return { login: 'helper' };
  return raw['auth'] !== undefined || raw['oauth'] !== undefined ? { login: 'oauth' } : {};
}

function milliseconds<K extends string>(key: K, seconds: unknown, ms: unknown): { [P in K]?: number } {
  const value = typeof seconds === 'number' ? seconds * 1_000 : ms;
  return typeof value === 'number' && value > 0 ? ({ [key]: value } as { [P in K]?: number }) : {};
}

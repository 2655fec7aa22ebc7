import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { asRecord, asStringList, type UnknownRecord } from '#agents/shapes';
import type { CodexConfig, ConfigLayer } from './config-layers.ts';
import { pointerOf } from './pointer.ts';
import { serverErrors } from './server-definition.ts';
import { tableAt, valueAt } from './tables.ts';
import { tomlLine } from './toml-text.ts';

/** Values Codex refuses to start over, with the file and line that hold them. */
export function fatalTypes(config: CodexConfig): Problem[] {
  const counting = config.layers.filter((layer) => layer.counts && !layer.isBroken);
  const problems = counting.flatMap((layer) => [...pluginTypes(layer), ...featureTypes(layer)]);
  for (const [name, server] of Object.entries(asRecord(config.merged.mcp_servers) ?? {})) {
    for (const error of serverErrors(server)) {
      const path = ['mcp_servers', name, ...error.path];
      const layer = counting.find((each) => valueAt(each.value, path) !== undefined) ?? counting.find((each) => valueAt(each.value, ['mcp_servers', name]) !== undefined);
      if (layer !== undefined) problems.push(fatal(layer, path, error.message, 'server-invalid'));
    }
  }
  const servers = counting.find((layer) => layer.value.mcp_servers !== undefined && asRecord(layer.value.mcp_servers) === undefined);
  if (servers !== undefined) problems.push(fatal(servers, ['mcp_servers'], 'mcp_servers is not a table'));
  const legacy = counting.find((layer) => typeof layer.value.profile === 'string');
  if (legacy !== undefined) problems.push(fatal(legacy, ['profile'], 'the key profile is no longer supported; use --profile and a file of its own'));
  return problems;
}

function pluginTypes(layer: ConfigLayer): Problem[] {
  const plugins = layer.value.plugins;
  if (plugins === undefined) return [];
  const table = asRecord(plugins);
  if (table === undefined) return [fatal(layer, ['plugins'], 'plugins is not a table')];
  return Object.entries(table).flatMap(([id, entry]) => {
    const path = ['plugins', id];
    const record = asRecord(entry);
    if (record === undefined) return [fatal(layer, path, `${pointerOf(path)} is not a table`)];
    return [...switchType(layer, path, record), ...pluginServerTypes(layer, path, record)];
  });
}

function pluginServerTypes(layer: ConfigLayer, above: string[], entry: UnknownRecord): Problem[] {
  if (entry.mcp_servers === undefined) return [];
  const path = [...above, 'mcp_servers'];
  const servers = asRecord(entry.mcp_servers);
  if (servers === undefined) return [fatal(layer, path, `${pointerOf(path)} is not a table`)];
  return Object.entries(servers).flatMap(([name, value]) => {
    const here = [...path, name];
    const server = asRecord(value);
    if (server === undefined) return [fatal(layer, here, `${pointerOf(here)} is not a table`)];
    const lists = ['enabled_tools', 'disabled_tools'].filter((key) => server[key] !== undefined && asStringList(server[key]) === undefined);
    return [
      ...switchType(layer, here, server),
      ...lists.map((key) => fatal(layer, [...here, key], `${pointerOf([...here, key])} is not a list of names`)),
    ];
  });
}

function switchType(layer: ConfigLayer, above: string[], table: UnknownRecord): Problem[] {
  if (table.enabled === undefined || typeof table.enabled === 'boolean') return [];
  const path = [...above, 'enabled'];
  return [fatal(layer, path, `${pointerOf(path)} is neither true nor false`)];
}

function featureTypes(layer: ConfigLayer): Problem[] {
  const value = tableAt(layer.value, ['features']).plugins;
  if (value === undefined || typeof value === 'boolean') return [];
  return [fatal(layer, ['features', 'plugins'], 'features.plugins is neither true nor false')];
}

function fatal(layer: ConfigLayer, path: string[], what: string, code: 'settings-invalid' | 'server-invalid' = 'settings-invalid'): Problem {
  const line = tomlLine(layer.text, path);
  return problem(code, `Codex does not start: ${what}.`, { file: layer.file, severity: 'error', ...(line === undefined ? {} : { line }) });
}

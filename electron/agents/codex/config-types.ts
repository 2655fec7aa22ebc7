import { asArray, asRecord, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import type { CodexConfig, ConfigLayer } from './config-layers.ts';
import { pointerOf } from './pointer.ts';
import { serverErrors } from './server-definition.ts';
import { tableAt, valueAt } from './tables.ts';
import { tomlLine } from './toml-text.ts';
import { approval, flag, names, oneOf, text, type ValueCheck } from './value-checks.ts';

const pluginServer = ['plugins', '*', 'mcp_servers', '*'];

/** Keys near plugins whose wrong type keeps Codex from starting (seen with codex 0.169.0); `*` stands for any key. */
const rules: readonly (readonly [readonly string[], ValueCheck])[] = [
  [['plugins', '*', 'enabled'], flag],
  [[...pluginServer, 'enabled'], flag],
  [[...pluginServer, 'enabled_tools'], names],
  [[...pluginServer, 'disabled_tools'], names],
  [[...pluginServer, 'default_tools_approval_mode'], approval],
  [[...pluginServer, 'tools', '*', 'approval_mode'], approval],
  [['features', 'plugins'], flag],
  [['features', 'hooks'], flag],
  [['marketplaces', '*', 'source'], text],
  [['hooks', 'state', '*', 'enabled'], flag],
  [['hooks', 'state', '*', 'trusted_hash'], text],
  [['skills', 'bundled', 'enabled'], flag],
  [['apps', '*', 'enabled'], flag],
];

/** Trust decides which layers are merged, so each layer has to be right by itself. */
const trustRule = [['projects', '*', 'trust_level'], oneOf('trusted', 'untrusted')] as const;

/**
 * Values Codex refuses to start over, with the file and line that hold them. Types are judged once the layers are
 * merged: what a stronger layer replaces does no harm (seen with codex 0.169.0).
 */
export function fatalTypes(config: CodexConfig): Problem[] {
  const counting = config.layers.filter((layer) => layer.counts && !layer.isBroken);
  const merged = [
    ...rules.flatMap(([path, check]) => faultsAt(config.merged, path, check, [])),
    ...skillFaults(config.merged),
  ].flatMap((fault) => {
    const layer = holderOf(counting, fault.path);
    return layer === undefined ? [] : [fatal(layer, fault.path, fault.what)];
  });
  const alone = counting.flatMap((layer) =>
    [...faultsAt(layer.value, ...trustRule, []), ...legacyFaults(layer)].map((fault) =>
      fatal(layer, fault.path, fault.what),
    ),
  );
  const found = [...merged, ...alone, ...serverFaults(config, counting)];
  const seen = new Set<string>();
  return found.filter((each) => {
    const key = `${each.file ?? ''}\0${each.message}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** The strongest layer that holds something at a path; entries of lists belong to the layer of the list. */
function holderOf(counting: readonly ConfigLayer[], path: readonly (string | number)[]): ConfigLayer | undefined {
  const keys = path.filter((key) => typeof key === 'string');
  return counting.find((layer) => valueAt(layer.value, keys) !== undefined);
}

interface Fault {
  path: (string | number)[];
  what: string;
}

function faultsAt(value: unknown, path: readonly string[], check: ValueCheck, above: readonly string[]): Fault[] {
  if (value === undefined) return [];
  const [first, ...rest] = path;
  const here = [...above];
  if (first === undefined)
    return check.fits(value) ? [] : [{ path: here, what: `${pointerOf(here)} is not ${check.wants}` }];
  const record = asRecord(value);
  if (record === undefined) return [{ path: here, what: `${pointerOf(here)} is not a table` }];
  const keys = first === '*' ? Object.keys(record) : [first];
  return keys.flatMap((key) => faultsAt(valueAt(record, [key]), rest, check, [...above, key]));
}

/** An entry without `enabled` keeps the configuration from loading. */
function skillFaults(merged: UnknownRecord): Fault[] {
  const config = tableAt(merged, ['skills']).config;
  if (config === undefined) return [];
  const path = ['skills', 'config'];
  const entries = asArray(config);
  if (entries === undefined) return [{ path, what: 'skills.config is not a list of tables' }];
  return entries.flatMap((each, at) => {
    const entry = asRecord(each) ?? {};
    const wrong = ['name', 'path'].filter((key) => entry[key] !== undefined && typeof entry[key] !== 'string');
    if (typeof entry.enabled !== 'boolean') wrong.push('enabled');
    return wrong.map((key) => ({ path: [...path, at], what: `entry ${at + 1} of skills.config has no usable ${key}` }));
  });
}

/** A project cannot choose a profile: there the key is ignored. */
function legacyFaults(layer: ConfigLayer): Fault[] {
  if (layer.scope === 'project' || typeof layer.value.profile !== 'string') return [];
  return [{ path: ['profile'], what: 'the key profile is no longer supported; use --profile and a file of its own' }];
}

function serverFaults(config: CodexConfig, counting: readonly ConfigLayer[]): Problem[] {
  const whole = counting.find(
    (layer) => layer.value.mcp_servers !== undefined && asRecord(layer.value.mcp_servers) === undefined,
  );
  if (whole !== undefined) return [fatal(whole, ['mcp_servers'], 'mcp_servers is not a table')];
  return Object.entries(tableAt(config.merged, ['mcp_servers'])).flatMap(([name, server]) =>
    serverErrors(server).flatMap((error) => {
      const path = ['mcp_servers', name, ...error.path];
      const layer = holderOf(counting, path) ?? holderOf(counting, ['mcp_servers', name]);
      return layer === undefined
        ? []
        : [fatal(layer, path, `the server ${JSON.stringify(name)} is invalid: ${error.message}`, 'server-invalid')];
    }),
  );
}

function fatal(
  layer: ConfigLayer,
  path: readonly (string | number)[],
  what: string,
  code: 'settings-invalid' | 'server-invalid' = 'settings-invalid',
): Problem {
  const line = tomlLine(layer.text, path);
  return problem(code, `Codex does not start: ${what}.`, {
    file: layer.file,
    severity: 'error',
    ...(line === undefined ? {} : { line }),
  });
}

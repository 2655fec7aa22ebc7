import { asArray, asRecord } from '#agents/shapes';
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
  [['projects', '*', 'trust_level'], oneOf('trusted', 'untrusted')],
  [['hooks', 'state', '*', 'enabled'], flag],
  [['hooks', 'state', '*', 'trusted_hash'], text],
  [['skills', 'bundled', 'enabled'], flag],
  [['apps', '*', 'enabled'], flag],
];

/** Values Codex refuses to start over, with the file and line that hold them. */
export function fatalTypes(config: CodexConfig): Problem[] {
  const counting = config.layers.filter((layer) => layer.counts && !layer.isBroken);
  const faults = counting.flatMap((layer) => [
    ...rules.flatMap(([path, check]) => faultsAt(layer.value, path, check, []).map((fault) => ({ layer, ...fault }))),
    ...skillFaults(layer).map((fault) => ({ layer, ...fault })),
    ...legacyFaults(layer).map((fault) => ({ layer, ...fault })),
  ]);
  const found = [...faults.map((each) => fatal(each.layer, each.path, each.what)), ...serverFaults(config, counting)];
  const seen = new Set<string>();
  return found.filter((each) => {
    const key = `${each.file ?? ''}\0${each.message}`;
    return !seen.has(key) && seen.add(key);
  });
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
function skillFaults(layer: ConfigLayer): Fault[] {
  const config = tableAt(layer.value, ['skills']).config;
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

function legacyFaults(layer: ConfigLayer): Fault[] {
  if (typeof layer.value.profile !== 'string') return [];
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
      const holds = (keys: readonly string[]) => counting.find((layer) => valueAt(layer.value, keys) !== undefined);
      const layer = holds(path) ?? holds(['mcp_servers', name]);
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

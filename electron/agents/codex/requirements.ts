import type { Machine, ReadPort } from '#agents/read-port';
import { asArray, asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { base64Text } from './base64-text.ts';
import { unreadable } from './config-layers.ts';
import { type CodexLocations, osPolicyFiles } from './locations.ts';
import { mergeTables, tableAt, valueAt } from './tables.ts';
import { parseTomlText } from './toml-text.ts';

/** Rules of whoever manages the machine; they bind whatever the config files say. */
export interface Requirements {
  layers: { file: string; value: UnknownRecord }[];
  merged: UnknownRecord;
  problems: Problem[];
  /** A requirements file that does not parse keeps Codex from starting. */
  fatal?: Problem;
}

/** The system file, then MDM: the later one wins (openai/codex: codex-rs/config/src/config_requirements.rs). */
export function readRequirements(
  context: { port: ReadPort; machine: Machine },
  locations: CodexLocations,
): Requirements {
  const texts: { file: string; text: string }[] = [];
  const problems: Problem[] = [];
  const outcome = context.port.read(locations.requirements);
  if (outcome.ok) texts.push({ file: locations.requirements, text: outcome.text });
  else if (outcome.reason !== 'missing')
    problems.push(unreadable(locations.requirements, outcome.reason, outcome.detail));
  const encoded = context.machine.osPolicy('requirements_toml_base64');
  const managed = encoded === undefined ? undefined : base64Text(encoded);
  if (managed !== undefined) texts.push({ file: osPolicyFiles.requirements, text: managed });
  else if (encoded !== undefined)
    problems.push(
      problem('settings-invalid', 'The managed preference is not base64 of a text.', {
        file: osPolicyFiles.requirements,
      }),
    );

  const layers = texts.map(({ file, text }) => {
    const parsed = parseTomlText(text, file);
    problems.push(...parsed.problems);
    return { file, value: parsed.value ?? {} };
  });
  const merged = layers.reduce<UnknownRecord>((below, layer) => mergeTables(below, layer.value), {});
  const [fatal] = problems;
  return { layers, merged, problems, ...(fatal === undefined ? {} : { fatal }) };
}

/** The file that holds a rule; the strongest one. */
export function requiringFile(requirements: Requirements, path: readonly string[]): string {
  const layer = requirements.layers.findLast((each) => valueAt(each.value, path) !== undefined);
  return layer?.file ?? requirements.layers.at(-1)?.file ?? osPolicyFiles.requirements;
}

export interface Rule {
  file: string;
  path: string[];
  reason: string;
}

/** The rule that forbids a server: once a table of allowed servers exists, name and identity must both match. */
export function serverRule(
  requirements: Requirements,
  name: string,
  definition: { command?: string; args?: readonly string[]; url?: string },
  plugin?: string,
): Rule | undefined {
  const path = plugin === undefined ? ['mcp_servers'] : ['plugins', plugin, 'mcp_servers'];
  const whole = plugin === undefined ? ['mcp_servers'] : ['plugins'];
  if (asRecord(valueAt(requirements.merged, whole)) === undefined) return undefined;
  if (plugin !== undefined && valueAt(requirements.merged, path) === undefined) return undefined;
  const file = requiringFile(requirements, whole);
  const allowed = asRecord(valueAt(requirements.merged, [...path, name]));
  if (allowed === undefined)
    return { file, path, reason: `Only servers named in ${file} may run, and this is none of them.` };
  if (identityMatches(tableAt(allowed, ['identity']), definition)) return undefined;
  return {
    file,
    path: [...path, name, 'identity'],
    reason: `${file} allows a server of this name only with another command or address.`,
  };
}

function identityMatches(
  identity: UnknownRecord,
  definition: { command?: string; args?: readonly string[]; url?: string },
): boolean {
  if (definition.command !== undefined)
    return commandMatches(identity.command, definition.command, definition.args ?? []);
  return definition.url !== undefined && textMatches(identity.url, definition.url);
}

function commandMatches(wanted: unknown, command: string, args: readonly string[]): boolean {
  const matcher = asRecord(wanted);
  if (matcher === undefined) return wanted === command;
  const rules = asArray(matcher.args);
  if (!textMatches(matcher.executable, command)) return false;
  return (
    rules === undefined ||
    (rules.length === args.length && rules.every((rule, at) => textMatches(rule, args[at] ?? '')))
  );
}

function textMatches(wanted: unknown, text: string): boolean {
  const matcher = asRecord(wanted);
  if (matcher === undefined) return wanted === text;
  const value = asString(matcher.value) ?? asString(matcher.expression);
  if (value === undefined) return false;
  if (matcher.match === 'exact') return text === value;
  if (matcher.match === 'prefix') return text.startsWith(value);
  return matcher.match === 'regex' && regexMatches(value, text);
}

/** An expression our engine cannot read counts as no match: blocked is the safer thing to show. */
function regexMatches(expression: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${expression})$`, 'u').test(text.slice(0, 4096));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** The rule that keeps plugins of a marketplace from loading. */
export function marketplaceRule(
  requirements: Requirements,
  source: UnknownRecord | undefined,
  root: string | undefined,
): Rule | undefined {
  const path = ['marketplaces', 'restrict_to_allowed_sources'];
  if (valueAt(requirements.merged, path) !== true) return undefined;
  const allowed = Object.values(tableAt(requirements.merged, ['marketplaces', 'allowed_sources']));
  if (allowed.some((each) => sourceMatches(asRecord(each) ?? {}, source ?? {}, root))) return undefined;
  const file = requiringFile(requirements, path);
  return { file, path, reason: `${file} allows only certain marketplaces, and this is none of them.` };
}

function sourceMatches(allowed: UnknownRecord, source: UnknownRecord, root: string | undefined): boolean {
  const address = asString(source.source) ?? '';
  if (allowed.source === 'local')
    return source.source_type === 'local' && (allowed.path === address || allowed.path === root);
  if (allowed.source === 'git')
    return allowed.url === address && (allowed.ref === undefined || allowed.ref === source.ref);
  const host = /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([^/:]+)/i.exec(address)?.[1] ?? '';
  const pattern = asString(allowed.host_pattern);
  return allowed.source === 'host_pattern' && pattern !== undefined && regexMatches(pattern, host);
}

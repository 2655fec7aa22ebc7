import { isAgentPluginSchema } from '#agents/agent-plugins/agent-plugin';
import type { Paths } from '#agents/paths';
import type { ReadPort } from '#agents/read-port';
import { asRecord, asString, asStringList, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { unreadable } from './config-layers.ts';
import { parsePackageJson } from './package-json.ts';

export type ManifestStyle = 'agent-plugin' | 'codex' | 'claude' | 'cursor';

export interface FoundManifest {
  style: ManifestStyle;
  file: string;
  /** Undefined when Codex cannot use it; then `problems` says why. */
  value?: UnknownRecord;
  problems: Problem[];
}

const folders: readonly (readonly [ManifestStyle, string])[] = [
  ['codex', '.codex-plugin'],
  ['claude', '.claude-plugin'],
  ['cursor', '.cursor-plugin'],
];

const manifestKeys = [
  'name',
  'version',
  'description',
  'keywords',
  'skills',
  'mcpServers',
  'apps',
  'hooks',
  'interface',
];

/**
 * The manifest Codex takes: the root one when it is an Agent Plugins manifest, else the first of three folders; they are
 * never merged (openai/codex: codex-rs/utils/plugins/src/plugin_namespace.rs). Undefined when there is none.
 */
export function findManifest(tools: { port: ReadPort; paths: Paths }, root: string): FoundManifest | undefined {
  const rootFile = tools.paths.join(root, 'plugin.json');
  const outcome = tools.port.read(rootFile);
  if (outcome.ok) {
    const parsed = parsePackageJson(outcome.text, rootFile, 'manifest-invalid', manifestKeys);
    const value = asRecord(parsed.value);
    if (value !== undefined && isAgentPluginSchema(value.$schema)) {
      return { style: 'agent-plugin', file: rootFile, value, problems: parsed.problems };
    }
  }
  for (const [style, folder] of folders) {
    const file = tools.paths.join(root, folder, 'plugin.json');
    if (tools.port.stat(file).kind === 'missing') continue;
    return readManifest(tools.port, style, file);
  }
  return undefined;
}

function readManifest(port: ReadPort, style: ManifestStyle, file: string): FoundManifest {
  const outcome = port.read(file);
  if (!outcome.ok) {
    const problems = outcome.reason === 'missing' ? [] : [unreadable(file, outcome.reason, outcome.detail)];
    return { style, file, problems };
  }
  const parsed = parsePackageJson(outcome.text, file, 'manifest-invalid', manifestKeys);
  if (parsed.value === undefined) return { style, file, problems: parsed.problems };
  // Codex reads an empty list as an object that leaves everything out (seen with Codex 0.169.0).
  const value = isEmptyList(parsed.value) ? {} : asRecord(parsed.value);
  const wrong = value === undefined ? ['The manifest is not an object.'] : wrongTypes(value);
  const problems = [...parsed.problems, ...wrong.map((message) => problem('manifest-invalid', message, { file }))];
  return { style, file, problems, ...(value === undefined || wrong.length > 0 ? {} : { value }) };
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** A wrong type in one of these makes Codex reject the whole manifest (openai/codex: codex-rs/core-plugins/src/manifest.rs). */
function wrongTypes(manifest: UnknownRecord): string[] {
  const wrong = ['name', 'version', 'description', 'apps']
    .filter((key) => manifest[key] !== undefined && manifest[key] !== null && asString(manifest[key]) === undefined)
    .map((key) => `${key} is not a text, so Codex rejects the manifest.`);
  if (manifest.keywords !== undefined && asStringList(manifest.keywords) === undefined) {
    wrong.push('keywords is not a list of texts, so Codex rejects the manifest.');
  }
  if (manifest.interface !== undefined && asRecord(manifest.interface) === undefined) {
    wrong.push('interface is not an object, so Codex rejects the manifest.');
  }
  return wrong;
}

export type PathRule = { ok: true; relative: string } | { ok: false; problem: Problem };

/** A path in a manifest starts with `./`, names something below it and holds no `..`; else Codex ignores the field. */
export function manifestPath(field: string, value: string, file: string): PathRule {
  const fail = (why: string, code: 'path-escapes' | 'path-invalid' = 'path-invalid'): PathRule => ({
    ok: false,
    problem: problem(code, `${field}: ${JSON.stringify(value)} ${why}, so Codex ignores it.`, { file }),
  });
  const parts = value.split(/[\\/]+/);
  if (parts.includes('..')) return fail('leads out of the plugin folder', 'path-escapes');
  if (!value.startsWith('./')) return fail('does not start with ./');
  if (parts.every((part) => part === '.' || part === '')) return fail('names the plugin folder itself');
  return { ok: true, relative: value };
}

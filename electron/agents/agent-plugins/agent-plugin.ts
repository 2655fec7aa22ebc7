import { folderEntries } from '#agents/folder-entries';
import { parseJsonText } from '#agents/json-text';
import { resolveInside } from '#agents/package-paths';
import type { Paths } from '#agents/paths';
import type { ReadPort } from '#agents/read-port';
import { asRecord, asString, asStringList, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { type AgentPluginServer, readAgentPluginServers } from './mcp-file.ts';

/** What a package in the Agent Plugins format holds (agentplugins/agent-plugins-spec: spec/1.0.0.md). */
export interface AgentPlugin {
  file: string;
  /** Undefined when the manifest breaks a rule: then nothing of the package may run. */
  manifest?: AgentPluginManifest;
  /** Folders directly below `skills/` that hold a SKILL.md. */
  skills: { name: string; file: string }[];
  servers: AgentPluginServer[];
  problems: Problem[];
}

export interface AgentPluginManifest {
  name: string;
  version?: string;
  description?: string;
  author?: string;
  homepage?: string;
  repository?: string;
  license?: string;
  /** Extensions by reverse domain name, each an object. */
  extensions: UnknownRecord;
}

const schemaPrefix = 'https://agent-plugins.org/schemas/';
export const agentPluginSchema = `${schemaPrefix}1.0.0/plugin.schema.json`;
const knownKeys = [
  '$schema',
  'name',
  'version',
  'description',
  'author',
  'homepage',
  'repository',
  'license',
  'keywords',
  'extensions',
];

/** Whether a root plugin.json claims to be an Agent Plugins manifest, of whatever version. */
export function isAgentPluginSchema(schema: unknown): boolean {
  return asString(schema)?.startsWith(schemaPrefix) ?? false;
}

/** Undefined when `root` holds no Agent Plugins manifest. Never throws; everything odd is a problem. */
export function readAgentPlugin(tools: { port: ReadPort; paths: Paths }, root: string): AgentPlugin | undefined {
  const file = tools.paths.join(root, 'plugin.json');
  const outcome = tools.port.read(file);
  if (!outcome.ok) return undefined;
  const parsed = parseJsonText(outcome.text, file, { code: 'manifest-invalid' });
  const value = asRecord(parsed.value);
  if (value === undefined || !isAgentPluginSchema(value.$schema)) return undefined;
  const violations = manifestViolations(value).map((message) => problem('manifest-invalid', message, { file }));
  const problems = [...parsed.problems, ...violations, ...manifestRemarks(value, file)];
  const name = asString(value.name);
  if (violations.length > 0 || name === undefined) return { file, skills: [], servers: [], problems };
  const skills = readSkillFolders(tools, root);
  const servers = readAgentPluginServers(tools, root);
  return {
    file,
    manifest: manifestFacts(value, name),
    skills: skills.skills,
    servers: servers.servers,
    problems: [...problems, ...skills.problems, ...servers.problems],
  };
}

/** 1 to 64 lower-case letters, digits, `-` and `.`, alphanumeric at both ends, no `--` and no `..`. */
export function isAgentPluginName(name: string): boolean {
  return name.length <= 64 && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name) && !/--|\.\./.test(name);
}

function manifestViolations(manifest: UnknownRecord): string[] {
  const found: string[] = [];
  if (manifest.$schema !== agentPluginSchema)
    found.push(`Its $schema names a version that is not supported: ${JSON.stringify(manifest.$schema)}.`);
  const name = asString(manifest.name);
  if (name === undefined || !isAgentPluginName(name)) found.push('Its name is missing or breaks the rules for names.');
  for (const key of ['version', 'description', 'homepage', 'repository', 'license']) {
    if (manifest[key] !== undefined && asString(manifest[key]) === undefined) found.push(`${key} is not a text.`);
  }
  if (manifest.keywords !== undefined && asStringList(manifest.keywords) === undefined)
    found.push('keywords is not a list of texts.');
  if (manifest.author !== undefined && !isAuthor(manifest.author)) found.push('author is not an object of texts.');
  return found;
}

function isAuthor(value: unknown): boolean {
  const author = asRecord(value);
  if (author === undefined) return false;
  return Object.entries(author).every(
    ([key, each]) => ['name', 'email', 'url'].includes(key) && typeof each === 'string',
  );
}

function manifestRemarks(manifest: UnknownRecord, file: string): Problem[] {
  const unknown = Object.keys(manifest).filter((key) => !knownKeys.includes(key));
  const problems =
    unknown.length === 0
      ? []
      : [problem('manifest-unknown-key', `Keys that are ignored: ${unknown.join(', ')}.`, { file })];
  if (manifest.extensions !== undefined && asRecord(manifest.extensions) === undefined) {
    problems.push(problem('manifest-field-ignored', 'extensions is not an object and is ignored.', { file }));
  }
  return problems;
}

function manifestFacts(manifest: UnknownRecord, name: string): AgentPluginManifest {
  const text = (key: string) => {
    const value = asString(manifest[key]);
    return value === undefined ? {} : { [key]: value };
  };
  const author = asString(asRecord(manifest.author)?.name);
  return {
    name,
    ...text('version'),
    ...text('description'),
    ...text('homepage'),
    ...text('repository'),
    ...text('license'),
    ...(author === undefined ? {} : { author }),
    extensions: asRecord(manifest.extensions) ?? {},
  };
}

function readSkillFolders(
  tools: { port: ReadPort; paths: Paths },
  root: string,
): Pick<AgentPlugin, 'skills' | 'problems'> {
  const { port, paths } = tools;
  const folder = paths.join(root, 'skills');
  const skills: AgentPlugin['skills'] = [];
  const problems: Problem[] = [];
  for (const entry of folderEntries(port, folder, problems)) {
    const file = paths.join(folder, entry.name, 'SKILL.md');
    if (entry.kind !== 'directory' && entry.kind !== 'link') continue;
    const inside = resolveInside(tools, root, file);
    if (inside.ok && port.stat(file).kind === 'file') skills.push({ name: entry.name, file });
    else if (!inside.ok && inside.why === 'escapes') {
      problems.push(problem('path-escapes', `The skill ${entry.name} is a link out of the plugin folder.`, { file }));
    }
  }
  return { skills, problems };
}

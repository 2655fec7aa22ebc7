import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { type AgentPlugin, readAgentPlugin } from '#agents/agent-plugins/agent-plugin';
import { resolveInside } from '#agents/package-paths';
import type { Paths } from '#agents/paths';
import type { Platform, ReadPort } from '#agents/read-port';
import { asArray, asRecord, asString, asStringList, type UnknownRecord } from '#agents/shapes';
import { type HookHandler, hookFileEvents, hookHandlers } from './hook-definitions.ts';
import { type FoundManifest, findManifest, manifestPath } from './manifest.ts';
import { parsePackageJson } from './package-json.ts';
import { type ServerFacts, serverErrors, serverFacts } from './server-definition.ts';
import { findSkills, type SkillFile } from './skill-folders.ts';

/** What lies in one installed version of a plugin, as Codex would load it. */
export interface PackageFacts {
  /** Absent when there is none; then Codex does not load the plugin. */
  manifest?: FoundManifest;
  name?: string;
  /** First part of the names of its skills. */
  namespace?: string;
  displayName?: string;
  description?: string;
  author?: string;
  homepage?: string;
  repository?: string;
  license?: string;
  skills: SkillFile[];
  servers: PackageServer[];
  hooks: { file: string; handlers: HookHandler[] }[];
  apps: { name: string; id: string; file: string; category?: string }[];
  problems: Problem[];
}

export interface PackageServer {
  name: string;
  file: string;
  facts: ServerFacts;
  /** Why Codex skips it. */
  error?: string;
}

export interface PackageTools {
  port: ReadPort;
  paths: Paths;
  platform: Platform;
}

/** Reads a version folder of the cache. `id` is the agent's own, `name@marketplace`: hook keys start with it. */
export function readPackage(tools: PackageTools, root: string, id: string): PackageFacts {
  const manifest = findManifest(tools, root);
  const empty: PackageFacts = { skills: [], servers: [], hooks: [], apps: [], problems: manifest?.problems ?? [] };
  if (manifest === undefined) {
    const message =
      'No plugin manifest was found: neither .codex-plugin, .claude-plugin nor .cursor-plugin holds a plugin.json.';
    return { ...empty, problems: [problem('manifest-missing', message, { file: root })] };
  }
  if (manifest.value === undefined) return { ...empty, manifest };
  if (manifest.style === 'agent-plugin') return readStandardPackage(tools, root, id, manifest);
  return { ...readOwnPackage(tools, root, id, manifest.value, manifest), manifest };
}

function readStandardPackage(tools: PackageTools, root: string, id: string, manifest: FoundManifest): PackageFacts {
  const plugin = readAgentPlugin(tools, root);
  const facts: PackageFacts = {
    manifest,
    skills: [],
    servers: [],
    hooks: [],
    apps: [],
    problems: plugin?.problems ?? [],
  };
  if (plugin?.manifest === undefined)
    return { ...facts, manifest: { style: manifest.style, file: manifest.file, problems: [] } };
  const overlay = overlayOf(tools, root, plugin);
  const { extensions: _, version: __, ...identity } = plugin.manifest;
  return {
    ...facts,
    ...identity,
    namespace: identity.name,
    ...interfaceFacts(overlay.value),
    skills: plugin.skills.map((skill) => ({ file: skill.file, folderName: skill.name })),
    servers: plugin.servers.map((server) => standardServer(server, root)),
    ...withProblems(facts.problems, ...overlayParts(tools, root, id, overlay)),
  };
}

function standardServer({ name, file, type, ...rest }: AgentPlugin['servers'][number], root: string): PackageServer {
  if (type !== 'stdio') return { name, file, facts: { ...rest, type: 'http' } };
  return { name, file, facts: { ...rest, type, cwd: rest.cwd ?? root } };
}

/** Only what the overlay names: the standard places of Codex's own packages do not count here. */
function overlayParts(tools: PackageTools, root: string, id: string, overlay: { value: UnknownRecord; file: string }) {
  const { value, file } = overlay;
  const hooks = value.hooks === undefined ? { hooks: [], problems: [] } : readHooks(tools, root, id, value, file);
  const apps = value.apps === undefined ? { apps: [], problems: [] } : readApps(tools, root, value, file);
  return [hooks, apps] as const;
}

/** Codex takes interface, hooks and apps of a standard package from its own extension, else from its own manifest. */
function overlayOf(tools: PackageTools, root: string, plugin: AgentPlugin): { value: UnknownRecord; file: string } {
  const extension = asRecord(plugin.manifest?.extensions['com.openai']);
  if (extension !== undefined) return { value: extension, file: plugin.file };
  const file = tools.paths.join(root, '.codex-plugin', 'plugin.json');
  const outcome = tools.port.read(file);
  const value = outcome.ok ? asRecord(parsePackageJson(outcome.text, file, 'manifest-invalid').value) : undefined;
  return { value: value ?? {}, file };
}

function readOwnPackage(
  tools: PackageTools,
  root: string,
  id: string,
  value: UnknownRecord,
  manifest: FoundManifest,
): PackageFacts {
  const name = asString(value.name)?.trim();
  const skills = readSkillRoots(tools, root, value, manifest.file);
  const servers = readServers(tools, root, value, manifest.file);
  const parts = withProblems(
    [...manifest.problems, ...skills.problems, ...servers.problems],
    readHooks(tools, root, id, value, manifest.file),
    readApps(tools, root, value, manifest.file),
  );
  return {
    ...(name === undefined || name === '' ? {} : { name }),
    // Without a name Codex takes the folder's, which is the version.
    namespace: name === undefined || name === '' ? tools.paths.basename(root) : name,
    ...textFields(value),
    ...interfaceFacts(value),
    skills: skills.skills,
    servers: servers.servers,
    ...parts,
  };
}

function withProblems(
  before: Problem[],
  hooks: { hooks: PackageFacts['hooks']; problems: Problem[] },
  apps: { apps: PackageFacts['apps']; problems: Problem[] },
): Pick<PackageFacts, 'hooks' | 'apps' | 'problems'> {
  return { hooks: hooks.hooks, apps: apps.apps, problems: [...before, ...hooks.problems, ...apps.problems] };
}

function textFields(value: UnknownRecord) {
  const description = asString(value.description);
  const author = asString(value.author) ?? asString(asRecord(value.author)?.name);
  const homepage = asString(value.homepage);
  const repository = asString(value.repository) ?? asString(asRecord(value.repository)?.url);
  const license = asString(value.license);
  return {
    ...(description === undefined ? {} : { description }),
    ...(author === undefined ? {} : { author }),
    ...(homepage === undefined ? {} : { homepage }),
    ...(repository === undefined ? {} : { repository }),
    ...(license === undefined ? {} : { license }),
  };
}

function interfaceFacts(value: UnknownRecord) {
  const displayName = asString(asRecord(value.interface)?.displayName);
  return displayName === undefined ? {} : { displayName };
}

/** A present `skills` replaces the default folder; commands that were turned into skills at installation lie in a folder of their own. */
function readSkillRoots(tools: PackageTools, root: string, value: UnknownRecord, file: string) {
  const problems: Problem[] = [];
  const declared = pathList(value.skills);
  if (value.skills !== undefined && declared === undefined) {
    problems.push(
      problem('manifest-field-ignored', 'skills is neither a path nor a list of paths, so Codex ignores it.', { file }),
    );
  }
  const wanted = (declared ?? ['./skills']).flatMap((each) => {
    const rule = manifestPath('skills', each, file);
    if (!rule.ok) problems.push(rule.problem);
    return rule.ok ? [rule.relative] : [];
  });
  const skills: SkillFile[] = [];
  const roots = wanted.length === 0 ? ['./skills'] : wanted;
  for (const relative of [...roots, './.codex-plugin/migrated-command-skills']) {
    const inside = resolveInside(tools, root, relative);
    if (inside.ok) {
      const found = findSkills(tools, inside.path, { followLinks: false });
      skills.push(...found.skills.filter((skill) => !skills.some((each) => each.file === skill.file)));
      problems.push(...found.problems);
    } else if (inside.why === 'escapes')
      problems.push(problem('path-escapes', `skills: ${relative} leads out of the plugin folder.`, { file }));
    else if (declared?.includes(relative))
      problems.push(problem('component-missing', `skills: ${relative} is not there.`, { file }));
  }
  return { skills, problems };
}

function readServers(
  tools: PackageTools,
  root: string,
  value: UnknownRecord,
  manifestFile: string,
): { servers: PackageServer[]; problems: Problem[] } {
  const inline = asRecord(value.mcpServers);
  if (inline !== undefined) return packageServers(tools, root, inline, manifestFile);
  const part = readPart(tools, root, {
    field: 'mcpServers',
    declared: value.mcpServers,
    standard: './.mcp.json',
    manifestFile,
  });
  if (part.value === undefined) return { servers: [], problems: part.problems };
  const table = asRecord(part.value);
  if (table === undefined)
    return {
      servers: [],
      problems: [
        ...part.problems,
        problem('component-invalid', 'The server file is not an object.', { file: part.file }),
      ],
    };
  const found = packageServers(tools, root, asRecord(table.mcpServers) ?? table, part.file);
  return { servers: found.servers, problems: [...part.problems, ...found.problems] };
}

function packageServers(
  tools: PackageTools,
  root: string,
  table: UnknownRecord,
  file: string,
): { servers: PackageServer[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const servers = Object.entries(table).map(([name, entry]) => {
    const { type: _, ...definition } = asRecord(entry) ?? {};
    const errors = asRecord(entry) === undefined ? serverErrors(entry) : serverErrors(definition);
    const facts = serverFacts(definition);
    const error = errors[0]?.message;
    if (error !== undefined)
      problems.push(problem('server-invalid', `Codex skips the server ${JSON.stringify(name)}: ${error}.`, { file }));
    const cwd =
      facts.cwd === undefined || tools.paths.isAbsolute(facts.cwd) ? facts.cwd : tools.paths.join(root, facts.cwd);
    return {
      name,
      file,
      facts: { ...facts, ...(cwd === undefined ? {} : { cwd }) },
      ...(error === undefined ? {} : { error }),
    };
  });
  return { servers, problems };
}

function readHooks(
  tools: PackageTools,
  root: string,
  id: string,
  value: UnknownRecord,
  manifestFile: string,
): { hooks: PackageFacts['hooks']; problems: Problem[] } {
  const hooks: PackageFacts['hooks'] = [];
  const problems: Problem[] = [];
  const take = (table: UnknownRecord, source: string, file: string) => {
    const found = hookHandlers(table, source, file, tools.platform);
    problems.push(...found.problems);
    hooks.push({ file, handlers: found.handlers });
  };
  const inline = inlineHooks(value.hooks);
  if (inline !== undefined) {
    for (const [at, table] of inline.entries())
      take(asRecord(table.hooks) ?? {}, `${id}:plugin.json#hooks[${at}]`, manifestFile);
    return { hooks, problems };
  }
  const declared = pathList(value.hooks);
  if (value.hooks !== undefined && declared === undefined) {
    problems.push(
      problem('manifest-field-ignored', 'hooks has a shape Codex ignores; it looks at hooks/hooks.json instead.', {
        file: manifestFile,
      }),
    );
  }
  const usable = (declared ?? []).filter((each) => {
    const rule = manifestPath('hooks', each, manifestFile);
    if (!rule.ok) problems.push(rule.problem);
    return rule.ok;
  });
  for (const relative of usable.length === 0 ? ['./hooks/hooks.json'] : usable) {
    const part = readPart(tools, root, {
      field: 'hooks',
      declared: usable.length === 0 ? undefined : relative,
      standard: relative,
      manifestFile,
    });
    problems.push(...part.problems);
    if (part.value === undefined) continue;
    const file = hookFileEvents(part.value, part.file);
    problems.push(...file.problems);
    take(file.events, `${id}:${relative.replace(/^\.\//, '')}`, part.file);
  }
  return { hooks, problems };
}

/** Hooks in the manifest itself: `{hooks: {Event: …}}`, or a list of such; anything else is no inline hook. */
function inlineHooks(value: unknown): UnknownRecord[] | undefined {
  const list = (asArray(value) ?? [value]).map((each) => asRecord(each));
  const tables = list.filter(
    (each) => each !== undefined && Object.keys(each).every((key) => key === 'hooks' || key === 'description'),
  );
  return list.length > 0 && tables.length === list.length ? tables.filter((each) => each !== undefined) : undefined;
}

function readApps(
  tools: PackageTools,
  root: string,
  value: UnknownRecord,
  manifestFile: string,
): { apps: PackageFacts['apps']; problems: Problem[] } {
  const part = readPart(tools, root, { field: 'apps', declared: value.apps, standard: './.app.json', manifestFile });
  const table = asRecord(asRecord(part.value)?.apps) ?? {};
  const apps = Object.entries(table).flatMap(([name, entry]) => {
    const appId = asString(asRecord(entry)?.id)?.trim();
    const category = asString(asRecord(entry)?.category);
    return appId === undefined || appId === ''
      ? []
      : [{ name, id: appId, file: part.file, ...(category === undefined ? {} : { category }) }];
  });
  return { apps, problems: part.problems };
}

/** A JSON file a manifest names; the standard one when the manifest is silent or what it says is ignored. */
function readPart(
  tools: PackageTools,
  root: string,
  part: { field: string; declared: unknown; standard: string; manifestFile: string },
): { value: unknown; file: string; problems: Problem[] } {
  const { relative, isDeclared, problems } = partPath(part);
  const none = { value: undefined, file: part.manifestFile };
  const inside = resolveInside(tools, root, relative);
  if (!inside.ok) {
    if (inside.why === 'missing' && !isDeclared) return { ...none, problems };
    const code = inside.why === 'escapes' ? 'path-escapes' : 'component-missing';
    const what = inside.why === 'escapes' ? 'leads out of the plugin folder' : 'is not there';
    return {
      ...none,
      problems: [...problems, problem(code, `${part.field}: ${relative} ${what}.`, { file: part.manifestFile })],
    };
  }
  const outcome = tools.port.read(inside.path);
  if (!outcome.ok) {
    const why = problem('component-invalid', `${part.field} cannot be read: ${outcome.detail}`, { file: inside.path });
    return { ...none, file: inside.path, problems: [...problems, why] };
  }
  const parsed = parsePackageJson(outcome.text, inside.path, 'component-invalid');
  return { value: parsed.value, file: inside.path, problems: [...problems, ...parsed.problems] };
}

function partPath(part: { field: string; declared: unknown; standard: string; manifestFile: string }) {
  const standard = { relative: part.standard, isDeclared: false };
  const declared = asString(part.declared);
  if (part.declared === undefined || part.declared === null) return { ...standard, problems: [] };
  if (declared === undefined) {
    const message = `${part.field} has a shape Codex ignores; it looks at ${part.standard} instead.`;
    return { ...standard, problems: [problem('manifest-field-ignored', message, { file: part.manifestFile })] };
  }
  const rule = manifestPath(part.field, declared, part.manifestFile);
  return rule.ok
    ? { relative: rule.relative, isDeclared: true, problems: [] }
    : { ...standard, problems: [rule.problem] };
}

function pathList(value: unknown): readonly string[] | undefined {
  const single = asString(value);
  return single === undefined ? asStringList(value) : [single];
}

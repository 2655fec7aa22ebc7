import { type AgentPlugin, readAgentPlugin } from '#agents/agent-plugins/agent-plugin';
import { resolveInside } from '#agents/package-paths';
import { asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { type FoundManifest, findManifest, manifestPath } from './manifest.ts';
import { type PackageHooks, readHooks } from './package-hooks.ts';
import { parsePackageJson } from './package-json.ts';
import { type PackageTools, pathList, readPart } from './package-part.ts';
import { type PackageServer, readServers } from './package-servers.ts';
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
  hooks: PackageHooks[];
  apps: { name: string; id: string; file: string; category?: string }[];
  problems: Problem[];
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
  hooks: { hooks: PackageHooks[]; problems: Problem[] },
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

import { parseJsonText } from '#agents/json-text';
import { asArray, asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { Component } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { hookComponents, mutable, namesOf } from './component-hooks.ts';
import { serverComponents } from './component-servers.ts';
import { optional } from './install-records.ts';
import { readProblem } from './json-file.ts';
import { lspRule, monitorRule } from './manifest-rules.ts';
import { listOf } from './package-declaration.ts';
import { filesBelow, type PackageContext, type PackageFiles } from './package-files.ts';

/** A component found by its place alone, not yet read. */
export interface Place {
  kind: 'skill' | 'command' | 'agent' | 'output-style' | 'workflow' | 'theme' | 'executable';
  name: string;
  file: string;
}

export interface PackageParts {
  places: Place[];
  /** Read in full: they are small and say what runs. */
  read: Component[];
}

interface Reading {
  context: PackageContext;
  files: PackageFiles;
  raw: UnknownRecord;
  /** Where `raw` stands, for messages. */
  from: string;
}

/** Every component of one package (documentation "Plugin manifest reference", table of components). */
export function readParts(
  context: PackageContext,
  files: PackageFiles,
  raw: UnknownRecord,
  from: string,
): PackageParts {
  const reading: Reading = { context, files, raw, from };
  return {
    places: [
      ...skillPlaces(reading),
      ...commandPlaces(reading),
      ...agentPlaces(reading),
      ...folderPlaces(reading, 'output-style', 'output-styles', '.md', raw['outputStyles']),
      ...folderPlaces(reading, 'workflow', 'workflows', '.js', raw['workflows']),
      ...folderPlaces(reading, 'theme', 'themes', '.json', asRecord(raw['experimental'])?.['themes'] ?? raw['themes']),
      ...executablePlaces(reading),
    ],
    read: [
      ...inlineCommands(reading),
      ...hookParts(reading),
      ...serverParts(reading),
      ...lspParts(reading),
      ...monitorParts(reading),
    ],
  };
}

const stem = (path: string, reading: Reading) => reading.context.paths.basename(path).replace(/\.[^.]+$/, '');

function pathsOf(reading: Reading, value: unknown, what: string): string[] {
  return listOf(value).flatMap((each) => {
    const relative = asString(each);
    if (relative === undefined) {
      reading.files.problems.push(
        problem('manifest-field-ignored', `${what} must be a path or a list of paths.`, { file: reading.from }),
      );
      return [];
    }
    return reading.files.open(relative, what, reading.from) ?? [];
  });
}

/** A default place counts only when it is there and does not lead out. */
function defaultPlace(reading: Reading, name: string, what: string): string | undefined {
  const first = name.split('/')[0] ?? name;
  if (!reading.files.rootNames.has(first)) return undefined;
  const { port, paths } = reading.context;
  const path = paths.join(reading.files.root, name);
  const stat = port.stat(path);
  if (stat.kind === 'missing' && !stat.isLink) return undefined;
  const isPlain = !stat.isLink && reading.files.rootNames.get(first)?.kind !== 'link';
  return isPlain ? path : reading.files.open(`./${name}`, what, path);
}

function skillPlaces(reading: Reading): Place[] {
  const { paths } = reading.context;
  const skills = defaultPlace(reading, 'skills', 'The folder');
  const named = pathsOf(reading, reading.raw['skills'], 'The skill path');
  const folders = [...new Set([...(skills === undefined ? [] : [skills]), ...named])];
  if (skills === undefined && reading.raw['skills'] === undefined && reading.files.rootNames.has('SKILL.md')) {
    return [
      { kind: 'skill', name: paths.basename(reading.files.root), file: paths.join(reading.files.root, 'SKILL.md') },
    ];
  }
  const places = folders.flatMap((folder) => skillsIn(reading, folder));
  return places.filter((place, at) => places.findIndex((each) => each.file === place.file) === at);
}

function skillsIn(reading: Reading, folder: string): Place[] {
  const { paths, port } = reading.context;
  const entries = reading.files.list(folder);
  if (entries.some((entry) => entry.name === 'SKILL.md')) {
    return [{ kind: 'skill', name: paths.basename(folder), file: paths.join(folder, 'SKILL.md') }];
  }
  return entries.flatMap((entry): Place[] => {
    if (entry.kind !== 'directory' && entry.kind !== 'link') return [];
    const dir = paths.join(folder, entry.name);
    const file = paths.join(dir, 'SKILL.md');
    if (port.stat(file).kind !== 'file') return [];
    if (entry.kind === 'link' && reading.files.open(`./${relativeTo(reading, dir)}`, 'The skill', dir) === undefined)
      return [];
    return [{ kind: 'skill', name: entry.name, file }];
  });
}

function relativeTo(reading: Reading, path: string): string {
  return path.slice(reading.files.root.length + 1).replaceAll('\\', '/');
}

/** `commands` as a map of names holds the text itself; as paths it replaces the default folder. */
function commandPlaces(reading: Reading): Place[] {
  const declared = reading.raw['commands'];
  if (asRecord(declared) !== undefined) {
    return Object.entries(asRecord(declared) ?? {}).flatMap(([name, value]): Place[] => {
      const source = asString(asRecord(value)?.['source']);
      const file = source === undefined ? undefined : reading.files.open(source, 'The command', reading.from);
      return file === undefined ? [] : [{ kind: 'command', name, file }];
    });
  }
  const fallback = defaultPlace(reading, 'commands', 'The folder');
  const roots =
    declared === undefined
      ? fallback === undefined
        ? []
        : [fallback]
      : pathsOf(reading, declared, 'The command path');
  return markdownIn(reading, roots, 'command');
}

function inlineCommands(reading: Reading): Component[] {
  return Object.entries(asRecord(reading.raw['commands']) ?? {}).flatMap(([name, value]): Component[] => {
    const record = asRecord(value);
    if (record === undefined || asString(record['content']) === undefined) return [];
    return [{ kind: 'command', name, file: reading.from, ...optional('description', asString(record['description'])) }];
  });
}

function agentPlaces(reading: Reading): Place[] {
  const declared = reading.raw['agents'];
  const fallback = defaultPlace(reading, 'agents', 'The folder');
  const roots =
    declared === undefined ? (fallback === undefined ? [] : [fallback]) : pathsOf(reading, declared, 'The agent path');
  return markdownIn(reading, roots, 'agent');
}

function markdownIn(reading: Reading, roots: readonly string[], kind: 'command' | 'agent'): Place[] {
  const { port, paths } = reading.context;
  return roots.flatMap((root) => {
    const found = port.stat(root).kind === 'directory' ? filesBelow(reading.files, paths, root, '.md', 4) : [root];
    return found.map((file): Place => {
      const below = paths
        .dirname(file)
        .slice(root.length)
        .split(/[\\/]/)
        .filter((part) => part !== '');
      return { kind, name: [...below, stem(file, reading)].join(':'), file };
    });
  });
}

function folderPlaces(
  reading: Reading,
  kind: Place['kind'],
  folder: string,
  ending: string,
  declared: unknown,
): Place[] {
  const { paths, port } = reading.context;
  const fallback = defaultPlace(reading, folder, 'The folder');
  const roots =
    declared === undefined
      ? fallback === undefined
        ? []
        : [fallback]
      : pathsOf(reading, declared, `The ${kind} path`);
  return roots
    .flatMap((root) =>
      port.stat(root).kind === 'directory' ? filesBelow(reading.files, paths, root, ending, 0) : [root],
    )
    .map((file) => ({ kind, name: stem(file, reading), file }));
}

function executablePlaces(reading: Reading): Place[] {
  const bin = defaultPlace(reading, 'bin', 'The folder');
  if (bin === undefined) return [];
  return reading.files
    .list(bin)
    .filter((entry) => entry.kind === 'file' || entry.kind === 'link')
    .map((entry) => ({ kind: 'executable', name: entry.name, file: reading.context.paths.join(bin, entry.name) }));
}

/** The content of a JSON file of the package; undefined after telling what is wrong. */
function jsonPart(reading: Reading, file: string): unknown {
  const outcome = reading.context.port.read(file);
  if (!outcome.ok) {
    if (outcome.reason !== 'missing') reading.files.problems.push(readProblem(outcome, file));
    return undefined;
  }
  const { value, problems } = parseJsonText(outcome.text, file, { code: 'component-invalid' });
  reading.files.problems.push(...problems);
  return value;
}

function hookParts(reading: Reading): Component[] {
  const components: Component[] = [];
  const fromFile = (file: string, mustBeWrapped: boolean) => {
    const value = jsonPart(reading, file);
    if (value === undefined) return;
    const record = asRecord(value);
    const map = record?.['hooks'];
    if (record === undefined || (map === undefined && mustBeWrapped && record['modules'] === undefined)) {
      reading.files.problems.push(
        problem('component-invalid', 'The hooks must stand in an object under "hooks".', { file }),
      );
      return;
    }
    if (map !== undefined) components.push(...hookComponents(map, file, reading.files.problems));
    components.push(...moduleParts(reading, record['modules'], file));
  };
  const fallback = defaultPlace(reading, 'hooks/hooks.json', 'The file');
  if (fallback !== undefined) fromFile(fallback, true);
  for (const declared of listOf(reading.raw['hooks'])) {
    const relative = asString(declared);
    if (relative !== undefined) {
      const file = reading.files.open(relative, 'The hooks file', reading.from);
      if (file !== undefined && file !== fallback) fromFile(file, true);
    } else components.push(...hookComponents(declared, reading.from, reading.files.problems));
  }
  const entryHooks = asRecord(reading.raw['entryHooks']);
  if (entryHooks === undefined) return components;
  const kept = components.filter((each) => each.event === undefined || !Object.hasOwn(entryHooks, each.event));
  return [...kept, ...hookComponents(entryHooks, reading.from, reading.files.problems)];
}

/** Modules run inside Claude Code itself (documentation "Mods reference"). */
function moduleParts(reading: Reading, value: unknown, file: string): Component[] {
  return listOf(value).flatMap((each): Component[] => {
    const relative = asString(each);
    const path = relative === undefined ? undefined : reading.files.open(relative, 'The module', file);
    return path === undefined ? [] : [{ kind: 'module', name: relative ?? path, file: path }];
  });
}

function serverParts(reading: Reading): Component[] {
  const byName = new Map<string, Component>();
  const take = (value: unknown, file: string) => {
    // Official plugins ship .mcp.json with and without the wrapper.
    const map = asRecord(asRecord(value)?.['mcpServers']) ?? value;
    for (const server of serverComponents(map, file, reading.files.problems)) byName.set(server.name, server);
  };
  const fromFile = (file: string) => {
    const value = jsonPart(reading, file);
    if (value !== undefined) take(value, file);
  };
  const fallback = defaultPlace(reading, '.mcp.json', 'The file');
  if (fallback !== undefined) fromFile(fallback);
  for (const declared of listOf(reading.raw['mcpServers'])) {
    const relative = asString(declared);
    if (relative === undefined) take(declared, reading.from);
    else if (/\.(mcpb|dxt)$/i.test(relative)) {
      byName.set(relative, {
        kind: 'mcp-server',
        name: relative,
        file: reading.from,
        type: 'bundle',
        command: relative,
      });
    } else {
      const file = reading.files.open(relative, 'The servers file', reading.from);
      if (file !== undefined && file !== fallback) fromFile(file);
    }
  }
  return [...byName.values()];
}

function lspParts(reading: Reading): Component[] {
  const components: Component[] = [];
  const take = (value: unknown, file: string) => {
    for (const [name, raw] of Object.entries(asRecord(asRecord(value)?.['lspServers']) ?? asRecord(value) ?? {})) {
      const server = asRecord(raw);
      const command = asString(server?.['command']);
      const fault = lspRule(raw);
      if (server === undefined || command === undefined || fault !== undefined) {
        const message = `The language server ${JSON.stringify(name)} ${fault ?? 'is not usable'}.`;
        reading.files.problems.push(problem('component-invalid', message, { file }));
      } else {
        const args = mutable(asArray(server['args'])?.map(String));
        components.push({
          kind: 'lsp-server',
          name,
          file,
          command,
          ...optional('args', args),
          ...optional('env', namesOf(server['env'])),
        });
      }
    }
  };
  const fallback = defaultPlace(reading, '.lsp.json', 'The file');
  if (fallback !== undefined) take(jsonPart(reading, fallback), fallback);
  for (const declared of listOf(reading.raw['lspServers'])) {
    const relative = asString(declared);
    const file =
      relative === undefined ? undefined : reading.files.open(relative, 'The language servers file', reading.from);
    if (file !== undefined && file !== fallback) take(jsonPart(reading, file), file);
    if (relative === undefined) take(declared, reading.from);
  }
  return components;
}

function monitorParts(reading: Reading): Component[] {
  const declared = asRecord(reading.raw['experimental'])?.['monitors'];
  const relative = asString(declared);
  const file =
    relative !== undefined
      ? reading.files.open(relative, 'The monitors file', reading.from)
      : declared === undefined
        ? defaultPlace(reading, 'monitors/monitors.json', 'The file')
        : undefined;
  const value = file === undefined ? declared : jsonPart(reading, file);
  return listOf(value).flatMap((raw): Component[] => {
    const monitor = asRecord(raw);
    const name = asString(monitor?.['name']);
    const command = asString(monitor?.['command']);
    const fault = monitorRule(raw);
    if (monitor === undefined || name === undefined || command === undefined || fault !== undefined) {
      const message = `A monitor ${fault ?? 'is not usable'}.`;
      reading.files.problems.push(problem('component-invalid', message, { file: file ?? reading.from }));
      return [];
    }
    const description = optional('description', asString(monitor['description']));
    return [
      {
        kind: 'monitor',
        name,
        file: file ?? reading.from,
        command,
        event: asString(monitor['when']) ?? 'always',
        ...description,
      },
    ];
  });
}

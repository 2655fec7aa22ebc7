import { asRecord, asString } from '#agents/shapes';
import type { Component } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { optional } from './install-records.ts';
import { filesBelow } from './package-files.ts';

import { defaultPlace, type Place, pathsOf, type Reading, stem } from './package-reading.ts';

export function skillPlaces(reading: Reading): Place[] {
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
    const found = port.stat(file).kind;
    if (found === 'unreadable')
      reading.files.problems.push(problem('file-unreadable', 'The skill may not be looked at.', { file }));
    if (found !== 'file') return [];
    if (entry.kind === 'link' && reading.files.open(`./${relativeTo(reading, dir)}`, 'The skill', dir) === undefined)
      return [];
    return [{ kind: 'skill', name: entry.name, file }];
  });
}

function relativeTo(reading: Reading, path: string): string {
  return path.slice(reading.files.root.length + 1).replaceAll('\\', '/');
}

/** `commands` as a map of names holds the text itself; as paths it replaces the default folder. */
export function commandPlaces(reading: Reading): Place[] {
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

export function inlineCommands(reading: Reading): Component[] {
  return Object.entries(asRecord(reading.raw['commands']) ?? {}).flatMap(([name, value]): Component[] => {
    const record = asRecord(value);
    if (record === undefined || asString(record['content']) === undefined) return [];
    return [{ kind: 'command', name, file: reading.from, ...optional('description', asString(record['description'])) }];
  });
}

export function agentPlaces(reading: Reading): Place[] {
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

export function folderPlaces(
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

export function executablePlaces(reading: Reading): Place[] {
  const bin = defaultPlace(reading, 'bin', 'The folder');
  if (bin === undefined) return [];
  return reading.files
    .list(bin)
    .filter((entry) => entry.kind === 'file' || entry.kind === 'link')
    .map((entry) => ({ kind: 'executable', name: entry.name, file: reading.context.paths.join(bin, entry.name) }));
}

import { dirname, join } from 'node:path';
import type { Component, Plugin } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { type Surface, type SurfaceEntry, surfaceWhens } from '#contract/surface';
import type { SurfaceContext } from './entry.ts';
import { type PlaceFinder, placeFinder } from './find-lines.ts';
import { installScripts } from './install-scripts.ts';
import { locatedTree } from './located-tree.ts';
import { looseScripts } from './loose-scripts.ts';
import { isInside } from './named-files.ts';
import { programEntries } from './program-entries.ts';
import { settingsPrograms } from './settings-programs.ts';
import { startSummary } from './start-summary.ts';
import { type FilePort, surfaceFiles } from './surface-files.ts';
import { textEntries } from './text-entries.ts';

const MAX_ENTRIES = 2_000;

export interface SurfaceOptions {
  /** Leaves out what texts ask for, what npm would run, and scripts nothing names: a start needs none of them. */
  onlyPrograms?: boolean;
}

/**
 * Everything a described plugin can run, and when. Reads the files its components stand in and the names below its
 * folder, starts nothing. What cannot be read is a problem.
 */
export function surfaceOf(plugin: Plugin, port: FilePort, options: SurfaceOptions = {}): Surface {
  const files = surfaceFiles(port);
  const root = rootOf(plugin, port);
  const context: SurfaceContext = { plugin, root, files };
  const places = placeFinders(context);
  const components = plugin.components ?? [];
  const named = [
    ...components.flatMap((each) => programEntries(context, each, places(each))),
    ...settingsPrograms(context),
    ...(options.onlyPrograms === true ? [] : asked(context)),
  ];
  const known = new Set(named.flatMap((each) => [each.file, ...each.runs.map((run) => run.path)]));
  const loose = options.onlyPrograms === true ? { entries: [], isCut: false } : looseScripts(context, known);
  const isRunning = plugin.effective.state === 'enabled';
  const all = inOrder([...named, ...loose.entries]);
  const problems = loose.isCut
    ? [
        ...files.problems,
        problem('too-many-entries', 'There are more files than are looked at here.', { file: root ?? '' }),
      ]
    : files.problems;
  return {
    plugin: plugin.id,
    summary: startSummary(plugin, all),
    entries: all.slice(0, MAX_ENTRIES).map((each) => (isRunning ? each : { ...each, isOn: false })),
    leftOut: Math.max(0, all.length - MAX_ENTRIES),
    looked: [...(root === undefined ? [] : [root]), ...files.looked].slice(0, MAX_ENTRIES),
    problems,
  };
}

/** What runs only when somebody asks for it: the model, a person at the prompt, npm. */
function asked(context: SurfaceContext): SurfaceEntry[] {
  const texts = (context.plugin.components ?? []).filter(isText);
  return [...texts.flatMap((each) => textEntries(context, each)), ...installScripts(context)];
}

const isText = ({ kind }: Component) => kind === 'skill' || kind === 'command' || kind === 'agent';

/** The folder that is loaded: of several installs the one whose parts were described. */
function rootOf(plugin: Plugin, port: FilePort): string | undefined {
  if (plugin.kind === 'skill') return folderOf(plugin.installs[0]?.path, port);
  if (plugin.kind !== 'plugin') return undefined;
  const folders = plugin.installs.map((each) => each.path).filter((path) => port.stat(path).kind === 'directory');
  const parts = (plugin.components ?? []).flatMap((each) => each.file ?? []);
  return (
    folders.find((folder) => parts.some((file) => isInside(folder, file))) ??
    folders[0] ??
    packageFolder(parts[0], port)
  );
}

/** A copy that no record names is no install; its parts still lie in a folder with a manifest. */
function packageFolder(part: string | undefined, port: FilePort): string | undefined {
  if (part === undefined) return undefined;
  let folder = dirname(part);
  for (let up = 0; up < 8 && dirname(folder) !== folder; up += 1) {
    const manifests = ['.claude-plugin', '.codex-plugin'].map((name) => join(folder, name));
    if (manifests.some((path) => port.stat(path).kind === 'directory')) return folder;
    folder = dirname(folder);
  }
  return undefined;
}

function folderOf(path: string | undefined, port: FilePort): string | undefined {
  if (path === undefined) return undefined;
  return port.stat(path).kind === 'directory' ? path : dirname(path);
}

/** Lines come from the files themselves; a file in several components is parsed once. */
function placeFinders({ plugin, files }: SurfaceContext): PlaceFinder {
  const hints = [plugin.name, ...plugin.installs.flatMap((each) => each.projectPath ?? [])];
  const finders = new Map<string, PlaceFinder>();
  return (component) => {
    const { file } = component;
    if (component.line !== undefined || file === undefined || isText(component) || !/\.(?:json|toml)$/i.test(file))
      return component.line === undefined ? undefined : { line: component.line };
    let finder = finders.get(file);
    if (finder === undefined) {
      const text = files.text(file);
      finder = placeFinder(text === undefined ? undefined : locatedTree(text, file), hints);
      finders.set(file, finder);
    }
    return finder(component);
  };
}

function inOrder(entries: readonly SurfaceEntry[]): SurfaceEntry[] {
  return surfaceWhens.flatMap((when) => entries.filter((each) => each.when === when));
}

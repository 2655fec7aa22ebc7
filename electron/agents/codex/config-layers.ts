import { type Paths, pathsFor } from '#agents/paths';
import type { Machine, ReadPort } from '#agents/read-port';
import type { UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { base64Text } from './base64-text.ts';
import { type CodexLocations, osPolicyFiles } from './locations.ts';
import { foldersBetween, type ProjectTrust, projectRoot, trustOf } from './project-trust.ts';
import { mergeTables } from './tables.ts';
import { parseTomlText } from './toml-text.ts';

export type ConfigScope = 'managed' | 'project' | 'profile' | 'user' | 'system';

export interface ConfigLayer {
  scope: ConfigScope;
  /** Absolute path, or the name of an operating system policy. */
  file: string;
  /** Project layers: the folder that holds `.codex`. */
  folder?: string;
  text: string;
  value: UnknownRecord;
  isPresent: boolean;
  /** It is there but cannot be read or does not parse. */
  isBroken: boolean;
  /** Whether a session in the looked-at project reads it. */
  counts: boolean;
  /** Why it does not count. */
  note?: string;
}

export interface CodexConfig {
  /** Highest first; absent files that could speak included. */
  layers: ConfigLayer[];
  /** What the counting layers come to. */
  merged: UnknownRecord;
  problems: Problem[];
  /** The first thing that keeps Codex from starting at all. */
  fatal?: Problem;
  /** Only with a project. */
  project?: { folder: string; root: string; trust: ProjectTrust };
}

/**
 * Precedence, high to low: MDM, managed_config.toml, project files (the closest folder wins), profile, user, system
 * (openai/codex: codex-rs/config/src/loader/README.md). Flags of a single session are not known here.
 */
export function readConfig(
  context: { port: ReadPort; machine: Machine; project?: string },
  locations: CodexLocations,
): CodexConfig {
  const { port, machine } = context;
  const paths = pathsFor(machine.platform);
  const problems: Problem[] = [];
  const read = (scope: ConfigScope, file: string, folder?: string) =>
    readLayer(port, problems, { scope, file, ...(folder === undefined ? {} : { folder }) });

  const managed = [...osPolicyLayer(machine, problems), read('managed', locations.managedConfig)];
  const user = read('user', locations.userConfig);
  const system = read('system', locations.systemConfig);
  const above = mergeLayers([...managed, user, system]);
  const project = context.project === undefined ? undefined : resolveProject(port, paths, context.project, above);
  const projectLayers =
    project === undefined ? [] : readProjectLayers(project, { port, paths, locations, config: above, read });
  const layers = [...managed, ...projectLayers, ...profileLayers(port, paths, locations, read), user, system];
  const broken = layers.find((layer) => layer.isBroken && layer.counts);
  const fatal =
    broken === undefined ? undefined : problems.find((each) => each.file === broken.file && each.severity === 'error');
  return {
    layers,
    merged: mergeLayers(layers),
    problems,
    ...(fatal === undefined ? {} : { fatal }),
    ...(project === undefined ? {} : { project }),
  };
}

export function mergeLayers(layers: readonly ConfigLayer[]): UnknownRecord {
  return layers
    .filter((layer) => layer.counts)
    .reduceRight<UnknownRecord>((weak, layer) => mergeTables(weak, layer.value), {});
}

function readLayer(
  port: ReadPort,
  problems: Problem[],
  layer: { scope: ConfigScope; file: string; folder?: string },
): ConfigLayer {
  const outcome = port.read(layer.file);
  if (!outcome.ok) {
    const silent = { ...layer, text: '', value: {}, counts: true };
    if (outcome.reason === 'missing') return { ...silent, isPresent: false, isBroken: false };
    problems.push(unreadable(layer.file, outcome.reason, outcome.detail));
    return { ...silent, isPresent: true, isBroken: true };
  }
  if (outcome.hasInvalidUtf8) {
    problems.push(
      problem('invalid-text', 'It is not valid UTF-8, so Codex cannot read it.', {
        file: layer.file,
        severity: 'error',
      }),
    );
    return { ...layer, text: outcome.text, value: {}, isPresent: true, isBroken: true, counts: true };
  }
  return parsedLayer(layer, outcome.text, problems);
}

function parsedLayer(
  layer: { scope: ConfigScope; file: string; folder?: string },
  text: string,
  problems: Problem[],
): ConfigLayer {
  const parsed = parseTomlText(text, layer.file);
  problems.push(...parsed.problems);
  const isBroken = parsed.value === undefined;
  return { ...layer, text, value: parsed.value ?? {}, isPresent: true, isBroken, counts: true };
}

export function unreadable(file: string, reason: 'unreadable' | 'not-a-file' | 'too-large', detail: string): Problem {
  if (reason === 'too-large') return problem('file-too-large', detail, { file });
  if (reason === 'not-a-file') return problem('not-a-file', detail, { file });
  return problem('file-unreadable', `It cannot be read: ${detail}`, { file });
}

function osPolicyLayer(machine: Machine, problems: Problem[]): ConfigLayer[] {
  const encoded = machine.osPolicy('config_toml_base64');
  if (encoded === undefined) return [];
  const layer = { scope: 'managed' as const, file: osPolicyFiles.config };
  const text = base64Text(encoded);
  if (text !== undefined) return [parsedLayer(layer, text, problems)];
  problems.push(problem('settings-invalid', 'The managed preference is not base64 of a text.', { file: layer.file }));
  return [{ ...layer, text: '', value: {}, isPresent: true, isBroken: true, counts: true }];
}

function resolveProject(port: ReadPort, paths: Paths, folder: string, config: UnknownRecord) {
  const root = projectRoot(port, paths, folder, config);
  return { folder, root, trust: trustOf(port, paths, { folder, root }, config) };
}

function readProjectLayers(
  project: { folder: string; root: string },
  tools: {
    port: ReadPort;
    paths: Paths;
    locations: CodexLocations;
    config: UnknownRecord;
    read: (scope: ConfigScope, file: string, folder: string) => ConfigLayer;
  },
): ConfigLayer[] {
  const { paths, port } = tools;
  const folders = foldersBetween(paths, project.root, project.folder).reverse();
  return folders
    .filter((folder) => !paths.isSame(paths.join(folder, '.codex'), tools.locations.codexHome))
    .map((folder) => {
      const layer = tools.read('project', paths.join(folder, '.codex', 'config.toml'), folder);
      const trust = trustOf(port, paths, { folder, root: project.root }, tools.config);
      if (trust.isTrusted) return layer;
      const why =
        trust.level === undefined ? 'Codex does not trust this folder' : `the folder is marked ${trust.level} in Codex`;
      return { ...layer, counts: false, note: `Not read: ${why}.` };
    });
}

function profileLayers(
  port: ReadPort,
  paths: Paths,
  locations: CodexLocations,
  read: (scope: ConfigScope, file: string) => ConfigLayer,
): ConfigLayer[] {
  const listed = port.list(locations.codexHome);
  if (!listed.ok) return [];
  return listed.entries
    .filter((entry) => entry.name.endsWith('.config.toml') && entry.kind !== 'directory')
    .slice(0, 50)
    .map((entry) => {
      const name = entry.name.slice(0, -'.config.toml'.length);
      const layer = read('profile', paths.join(locations.codexHome, entry.name));
      return { ...layer, counts: false, note: `Only read by sessions started with --profile ${name}.` };
    });
}

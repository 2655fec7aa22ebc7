import { folderEntries } from '#agents/folder-entries';
import { parseJsonText } from '#agents/json-text';
import type { Machine, ReadPort } from '#agents/read-port';
import { asRecord, type UnknownRecord } from '#agents/shapes';
import type { LayerScope, Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { type JsonFile, readJsonFile } from './json-file.ts';
import type { ClaudeLocations } from './locations.ts';
import { voidingKeys } from './settings-shape.ts';

export interface SettingsLayer {
  scope: Extract<LayerScope, 'managed' | 'local' | 'project' | 'user'>;
  file: string;
  exists: boolean;
  value: UnknownRecord | undefined;
  /** The file is there but nothing in it counts. */
  isBroken: boolean;
}

export interface Settings {
  /** Highest first. Several managed files may follow each other, the stronger one first. */
  layers: SettingsLayer[];
  problems: Problem[];
  watch: string[];
}

/**
 * Every settings file that can speak for one project, highest first: managed, local, project, user
 * (documentation "Claude Code settings reference"). Flags of a running session cannot be seen.
 */
export function readSettings(
  context: { port: ReadPort; machine: Machine; project?: string | undefined },
  at: ClaudeLocations,
): Settings {
  const { port, machine, project } = context;
  const { paths } = at;
  const managed = readManaged(port, machine, at);
  const files: { scope: SettingsLayer['scope']; file: string }[] = [];
  if (project !== undefined) {
    const dir = paths.join(project, '.claude');
    files.push({ scope: 'local', file: paths.join(dir, 'settings.local.json') });
    // In the home folder the project's file is the user's file.
    if (!paths.isSame(dir, at.configDir)) files.push({ scope: 'project', file: paths.join(dir, 'settings.json') });
  }
  files.push({ scope: 'user', file: at.userSettings });
  const read = files.map(({ scope, file }) => ({ scope, json: readSettingsFile(port, file) }));
  return {
    layers: [...managed.layers, ...read.map(({ scope, json }) => layerOf(scope, json))],
    problems: [...managed.problems, ...read.flatMap(({ json }) => json.problems)],
    watch: [...managed.watch, ...read.map(({ json }) => json.file)],
  };
}

/** A settings file that counts: one value of a wrong type makes Claude Code ignore all of it. */
function readSettingsFile(port: ReadPort, file: string): JsonFile {
  const json = readJsonFile(port, file, 'settings-invalid');
  const wrong = json.value === undefined ? [] : voidingKeys(json.value);
  if (wrong.length === 0) return json;
  return {
    ...json,
    value: undefined,
    problems: [...json.problems, ...wrong.map(({ message }) => problem('settings-invalid', message, { file }))],
  };
}

function layerOf(scope: SettingsLayer['scope'], json: JsonFile): SettingsLayer {
  return {
    scope,
    file: json.file,
    exists: json.exists,
    value: json.value,
    isBroken: json.exists && json.value === undefined,
  };
}

/**
 * The first managed source that delivers any key counts alone: from the server, from the operating system,
 * then the managed file with its drop-ins (documentation "Managed settings").
 */
function readManaged(port: ReadPort, machine: Machine, at: ClaudeLocations): Settings {
  const remote = readJsonFile(port, at.remoteSettings, 'settings-invalid');
  const dropInDir = at.paths.join(at.managedDir, 'managed-settings.d');
  const folderProblems: Problem[] = [];
  const names = folderEntries(port, dropInDir, folderProblems)
    .map((entry) => entry.name)
    .filter((name) => /^[^.].*\.json$/.test(name));
  const main = readJsonFile(port, at.paths.join(at.managedDir, 'managed-settings.json'), 'settings-invalid');
  const dropIns = names.map((name) => readJsonFile(port, at.paths.join(dropInDir, name), 'settings-invalid'));
  const sources: JsonFile[][] = [
    [remote],
    osSource(machine, machine.platform === 'darwin' ? 'com.anthropic.claudecode' : 'HKLM'),
    // Later drop-ins overrule earlier ones and the main file.
    [...dropIns].reverse().concat(main),
    machine.platform === 'win32' ? osSource(machine, 'HKCU') : [],
  ];
  const winner = sources.find((files) =>
    files.some((file) => file.value !== undefined && Object.keys(file.value).length > 0),
  );
  const all = sources.flat();
  return {
    layers: (winner ?? [main]).filter((file) => file.exists || file === main).map((file) => layerOf('managed', file)),
    problems: [...folderProblems, ...all.flatMap((file) => file.problems)],
    watch: [at.remoteSettings, main.file, dropInDir, ...dropIns.map((file) => file.file)],
  };
}

function osSource(machine: Machine, key: string): JsonFile[] {
  const text = machine.platform === 'linux' ? undefined : machine.osPolicy(key);
  if (text === undefined) return [];
  const { value, problems } = parseJsonText(text, key);
  return [{ file: key, exists: true, value: asRecord(value), problems }];
}

/** The first layer, highest first, that has `key`. */
export function firstSetting(settings: Settings, key: string): { layer: SettingsLayer; value: unknown } | undefined {
  for (const layer of settings.layers) {
    if (layer.value !== undefined && Object.hasOwn(layer.value, key)) return { layer, value: layer.value[key] };
  }
  return undefined;
}

/** Every layer that has `key`, highest first. */
export function everySetting(settings: Settings, key: string): { layer: SettingsLayer; value: unknown }[] {
  return settings.layers.flatMap((layer) =>
    layer.value !== undefined && Object.hasOwn(layer.value, key) ? [{ layer, value: layer.value[key] }] : [],
  );
}

import type { Paths } from '#agents/paths';
import type { ReadPort } from '#agents/read-port';
import { asArray, asRecord, type UnknownRecord } from '#agents/shapes';
import { type JsonFile, readJsonFile } from './json-file.ts';

const LARGE = 64 * 1024 * 1024;

/** `~/.claude.json`: rewritten by every running session, and the third place that can switch something off. */
export interface StateFile extends JsonFile {
  projectPaths: string[];
}

export function readStateFile(port: ReadPort, file: string): StateFile {
  const sized: ReadPort = { ...port, read: (path) => port.read(path, LARGE) };
  const json = readJsonFile(sized, file, 'settings-invalid');
  return { ...json, projectPaths: Object.keys(asRecord(json.value?.['projects']) ?? {}) };
}

/** What the state file keeps for one project, with the key it stands under: Windows writes both kinds of slashes. */
export function projectState(
  state: StateFile,
  paths: Paths,
  project: string | undefined,
): { key: string; value: UnknownRecord } | undefined {
  if (project === undefined) return undefined;
  const projects = asRecord(state.value?.['projects']) ?? {};
  const key = Object.hasOwn(projects, project)
    ? project
    : Object.keys(projects).find((each) => paths.isSame(each, project));
  const value = key === undefined ? undefined : asRecord(projects[key]);
  return key === undefined || value === undefined ? undefined : { key, value };
}

/** Strings of a list; anything else in it, or in its place, is left out as Claude Code does. */
export function stringsIn(value: unknown): string[] {
  return (asArray(value) ?? []).filter((each) => typeof each === 'string');
}

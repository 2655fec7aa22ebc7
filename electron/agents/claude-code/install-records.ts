import type { ReadPort } from '#agents/read-port';
import { asArray, asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { type Scope, scopes } from '#contract/plugin-id';
import { problem } from '#contract/problem-codes';
import { readJsonFile } from './json-file.ts';
import type { ClaudeLocations } from './locations.ts';

export interface InstallRecord {
  id: string;
  scope: Scope;
  projectPath?: string;
  installPath: string;
  version?: string;
  commit?: string;
  installedAt?: string;
}

export interface InstallRecords {
  file: string;
  records: InstallRecord[];
  /** The file is there, but Claude Code takes nothing from it. */
  isVoid: boolean;
  problems: Problem[];
}

/**
 * `installed_plugins.json` of version 1 (one object per id, always user scope) and 2 (a list per id, one record
 * per scope and project). Claude Code takes the whole file or nothing: one record it cannot use voids all
 * (seen with 2.1.330). Usable records of a void file are kept, so that their rows can say what is wrong.
 */
export function readInstallRecords(port: ReadPort, at: ClaudeLocations): InstallRecords {
  const file = at.paths.join(at.pluginsRoot, 'installed_plugins.json');
  const json = readJsonFile(port, file, 'record-invalid');
  if (json.value === undefined) return { file, records: [], isVoid: json.exists, problems: json.problems };
  const faults: string[] = [];
  const version = json.value['version'];
  if (version !== 1 && version !== 2) faults.push('Its version is neither 1 nor 2');
  const byId = asRecord(json.value['plugins']);
  if (byId === undefined) faults.push('It has no object "plugins"');
  const records = Object.entries(byId ?? {}).flatMap(([id, value]) => {
    const list = version === 1 ? [value] : asArray(value);
    if (list === undefined) faults.push(`The records of ${JSON.stringify(id)} are no list`);
    return (list ?? [value]).flatMap((each) => {
      const { record, fault } = recordFrom(id, asRecord(each), version === 1);
      if (fault !== undefined) faults.push(`The record of ${JSON.stringify(id)} ${fault}`);
      return record ?? [];
    });
  });
  const told = faults.map((fault) =>
    problem('record-invalid', `${fault}; Claude Code then takes nothing from this file.`, { file }),
  );
  return { file, records, isVoid: faults.length > 0, problems: [...json.problems, ...told] };
}

function recordFrom(
  id: string,
  raw: UnknownRecord | undefined,
  isFirstVersion: boolean,
): { record?: InstallRecord; fault?: string } {
  if (raw === undefined) return { fault: 'is no object' };
  const installPath = asString(raw['installPath']);
  if (installPath === undefined || installPath === '') return { fault: 'has no install path' };
  const named = isFirstVersion ? 'user' : scopes.find((each) => each === raw['scope']);
  const version = asString(raw['version']);
  const fault =
    named === undefined
      ? 'has no known scope'
      : raw['version'] !== undefined && version === undefined
        ? 'has a version that is no text'
        : undefined;
  const record: InstallRecord = {
    id,
    scope: named ?? 'user',
    installPath,
    ...optional('projectPath', asString(raw['projectPath'])),
    ...optional('version', version),
    ...optional('commit', asString(raw['gitCommitSha'])),
    ...optional('installedAt', asString(raw['installedAt'])),
  };
  return { record, ...optional('fault', fault) };
}

/** `{key: value}` unless undefined: for optional fields that must be absent rather than undefined. */
export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

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
  problems: Problem[];
}

/**
 * `installed_plugins.json` of version 1 (one object per id, always user scope) and 2 (a list per id, one record
 * per scope and project). Unusable records are told and left out.
 */
export function readInstallRecords(port: ReadPort, at: ClaudeLocations): InstallRecords {
  const file = at.paths.join(at.pluginsRoot, 'installed_plugins.json');
  const json = readJsonFile(port, file, 'record-invalid');
  const problems = [...json.problems];
  const records: InstallRecord[] = [];
  const byId = asRecord(json.value?.['plugins']);
  if (json.value !== undefined && byId === undefined) {
    problems.push(problem('record-invalid', 'It has no object "plugins".', { file }));
  }
  for (const [id, value] of Object.entries(byId ?? {})) {
    for (const each of asArray(value) ?? [value]) {
      const record = recordFrom(id, asRecord(each));
      if (record === undefined) {
        problems.push(problem('record-invalid', `The record of ${JSON.stringify(id)} has no install path.`, { file }));
      } else records.push(record);
    }
  }
  return { file, records, problems };
}

function recordFrom(id: string, raw: UnknownRecord | undefined): InstallRecord | undefined {
  const installPath = asString(raw?.['installPath']);
  if (raw === undefined || installPath === undefined || installPath === '') return undefined;
  const scope = scopes.find((each) => each === raw['scope']) ?? 'user';
  return {
    id,
    scope,
    installPath,
    ...optional('projectPath', asString(raw['projectPath'])),
    ...optional('version', asString(raw['version'])),
    ...optional('commit', asString(raw['gitCommitSha'])),
    ...optional('installedAt', asString(raw['installedAt'])),
  };
}

/** `{key: value}` unless undefined: for optional fields that must be absent rather than undefined. */
export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

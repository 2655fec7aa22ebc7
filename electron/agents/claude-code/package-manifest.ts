import { asArray, asBoolean, asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { optional } from './install-records.ts';

export interface PackageManifest {
  name?: string;
  displayName?: string;
  version?: string;
  description?: string;
  author?: string;
  homepage?: string;
  repository?: string;
  license?: string;
  defaultEnabled?: boolean;
}

const stringKeys = ['displayName', 'version', 'description', 'repository', 'license'] as const;
const knownKeys = new Set(
  (
    '$schema name displayName version description author homepage repository license keywords metadata icon ' +
    'documentationUrl supportUrl privacyPolicyUrl termsOfServiceUrl defaultEnabled dependencies settings userConfig ' +
    'channels types commands agents skills hooks mcpServers lspServers outputStyles workflows themes monitors ' +
    'experimental interface id'
  ).split(' '),
);

/**
 * What Claude Code refuses a manifest for, as messages (documentation "Plugin manifest reference";
 * anthropics/claude-code#65263 for `author` and `repository`). Empty when it loads.
 */
export function manifestFaults(raw: UnknownRecord): string[] {
  const faults: string[] = [];
  const name = asString(raw['name']);
  if (name === undefined) faults.push('It has no name.');
  else if (/[\s@:/\\\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(name) || name === '') {
    faults.push('Its name holds characters that are not allowed.');
  }
  for (const key of stringKeys) {
    if (raw[key] !== undefined && typeof raw[key] !== 'string') faults.push(`"${key}" must be a text.`);
  }
  const author = raw['author'];
  if (author !== undefined && asString(asRecord(author)?.['name']) === undefined) {
    faults.push('"author" must be an object with a name.');
  }
  const homepage = raw['homepage'];
  if (homepage !== undefined && !/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(asString(homepage) ?? '')) {
    faults.push('"homepage" must be a URL.');
  }
  for (const key of ['keywords', 'dependencies', 'channels'] as const) {
    if (raw[key] !== undefined && asArray(raw[key]) === undefined) faults.push(`"${key}" must be a list.`);
  }
  if (raw['defaultEnabled'] !== undefined && asBoolean(raw['defaultEnabled']) === undefined) {
    faults.push('"defaultEnabled" must be true or false.');
  }
  return faults;
}

/** Keys Claude Code strips, as one note. */
export function unknownKeyNote(raw: UnknownRecord, file: string): Problem[] {
  const unknown = Object.keys(raw).filter((key) => !knownKeys.has(key));
  return unknown.length === 0
    ? []
    : [problem('manifest-unknown-key', `Keys that are ignored: ${unknown.join(', ')}.`, { file })];
}

/** What is shown of a manifest, whatever shape it has. */
export function shownFields(raw: UnknownRecord): PackageManifest {
  const text = (key: string) => optional(key, asString(raw[key]));
  const author = asString(raw['author']) ?? asString(asRecord(raw['author'])?.['name']);
  const repository = asString(raw['repository']) ?? asString(asRecord(raw['repository'])?.['url']);
  return {
    ...text('name'),
    ...text('displayName'),
    ...text('version'),
    ...text('description'),
    ...text('homepage'),
    ...text('license'),
    ...optional('author', author),
    ...optional('repository', repository),
    ...optional('defaultEnabled', asBoolean(raw['defaultEnabled'])),
  };
}

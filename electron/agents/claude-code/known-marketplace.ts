import { asRecord, asString, type UnknownRecord } from '#agents/shapes';

/**
 * Why Claude Code passes over one record of `known_marketplaces.json`, as if the marketplace were not configured;
 * undefined when it takes it. Records of sources it does not know are taken (seen with Claude Code 2.1.330).
 */
export function knownMarketplaceFault(record: UnknownRecord): string | undefined {
  if (asString(record['installLocation']) === undefined) return 'has no "installLocation"';
  if (record['source'] === null) return 'has no "source"';
  const source = asRecord(record['source']);
  switch (source?.['source']) {
    case 'git':
      return isGitUrl(asString(source['url']) ?? '') ? undefined : 'has a git URL Claude Code cannot use';
    case 'url':
      return /^[a-z][a-z0-9+.-]*:./i.test(asString(source['url']) ?? '') ? undefined : 'has no usable "url"';
    case 'file':
    case 'directory':
      return asString(source['path']) === undefined ? 'has no "path"' : undefined;
    default:
      return undefined;
  }
}

/** What each kind of source must name, as a string. */
const sourceNames: Readonly<Record<string, string>> = {
  github: 'repo',
  git: 'url',
  url: 'url',
  npm: 'package',
  file: 'path',
  directory: 'path',
};

/**
 * What is odd about one record of `known_marketplaces.json`. Claude Code passes nothing over because of it alone, but
 * one such record makes it take every plugin from the cache, those of local folders too (seen with sessions of
 * Claude Code 2.1.330, each in a fresh home: `claude plugin list` mends the file).
 */
export function looseRecordFault(raw: unknown): string | undefined {
  const record = asRecord(raw);
  if (record === undefined) return 'is no object';
  const source = asRecord(record['source']);
  const key = sourceNames[asString(source?.['source']) ?? ''];
  if (source === undefined || key === undefined) return 'has a "source" Claude Code does not know';
  if (asString(source[key]) === undefined) return `has no "${key}" in its source`;
  const absent = ['installLocation', 'lastUpdated'].find((each) => asString(record[each]) === undefined);
  if (absent !== undefined) return `has no "${absent}"`;
  const update = record['autoUpdate'];
  return update === undefined || typeof update === 'boolean' ? undefined : 'has an "autoUpdate" that is no boolean';
}

/** https, http, ssh (also git+ssh, ssh+git), `user@host:path`, or a file of this machine; git:// is not encrypted and refused. */
function isGitUrl(url: string): boolean {
  return (
    /^(https?|ssh|git\+ssh|ssh\+git):\/\/./i.test(url) || /^file:\/\/\//i.test(url) || /^[^\s/:@]+@[^\s/:]+:./.test(url)
  );
}

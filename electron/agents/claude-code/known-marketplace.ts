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

/** https, http, ssh (also git+ssh, ssh+git), `user@host:path`, or a file of this machine; git:// is not encrypted and refused. */
function isGitUrl(url: string): boolean {
  return (
    /^(https?|ssh|git\+ssh|ssh\+git):\/\/./i.test(url) || /^file:\/\/\//i.test(url) || /^[^\s/:@]+@[^\s/:]+:./.test(url)
  );
}

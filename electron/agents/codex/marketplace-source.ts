import type { Paths } from '#agents/paths';
import { asRecord, asString, type UnknownRecord } from '#agents/shapes';

/**
 * Whether Codex can use the `source` of a marketplace entry; an entry it cannot use is dropped without a word,
 * Claude Code's `github` among them (openai/codex: codex-rs/core-plugins/src/marketplace.rs; seen with codex 0.169.0).
 * A marketplace in Cursor's format (`isCursor`) may leave out the `./` of a local path.
 */
export function isUsableSource(paths: Paths, value: unknown, isCursor = false): boolean {
  const isLocal = (path: string) => isInside(path) || (isCursor && isBelow(path) && !paths.isAbsolute(path));
  if (typeof value === 'string') return isLocal(value);
  const source = asRecord(value);
  if (source === undefined) return false;
  switch (source.source) {
    case 'local':
      return isLocal(asString(source.path) ?? '');
    case 'url':
      return isGit(paths, source) && (source.path === undefined || source.path === null || isBelow(source.path));
    case 'git-subdir':
      return isGit(paths, source) && isBelow(source.path);
    case 'npm':
      return npmName.test(asString(source.package) ?? '') && areTexts(source, ['version', 'registry']);
    default:
      return false;
  }
}

const npmName = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i;

/** A folder of the marketplace: `./` in front, and no way up. */
function isInside(path: string): boolean {
  return path.startsWith('./') && !climbs(path);
}

/** A folder of a repository, with or without `./`. */
function isBelow(path: unknown): boolean {
  return typeof path === 'string' && path !== '' && !climbs(path);
}

function climbs(path: string): boolean {
  return path.split(/[\\/]/).includes('..');
}

function isGit(paths: Paths, source: UnknownRecord): boolean {
  const url = (asString(source.url) ?? '').trim();
  const isNamed = /^(https?|ssh|file):\/\/|^git@/.test(url) || paths.isAbsolute(url) || isInside(url);
  const isOwnerAndName = /^[^/\s]+\/[^/\s]+$/.test(url) && !/^\.{1,2}\//.test(url);
  return (isNamed || isOwnerAndName) && areTexts(source, ['ref', 'sha']);
}

function areTexts(source: UnknownRecord, keys: readonly string[]): boolean {
  return keys.every((key) => source[key] === undefined || source[key] === null || typeof source[key] === 'string');
}

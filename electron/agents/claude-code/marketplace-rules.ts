import { asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { Marketplace } from './marketplaces.ts';

/** Fields that must be equal where a rule has them, beside the one its kind is named by. */
const refinements = ['ref', 'path'] as const;

/**
 * Whether one rule of an allow or block list names a marketplace: by source, by a pattern over its host or path,
 * or as the skills folders (documentation "Marketplace reference", sources of policies).
 */
export function namesMarketplace(
  rule: unknown,
  name: string | undefined,
  marketplace: Marketplace | undefined,
): boolean {
  const record = asRecord(rule);
  if (record === undefined) return name !== undefined && asString(rule) === name;
  const kind = asString(record['source']);
  if (kind === 'skills-dir') return name === 'skills-dir';
  if (marketplace === undefined) return false;
  const { origin } = marketplace;
  switch (kind) {
    case 'settings':
      return asString(record['name']) === name;
    case 'hostPattern':
      return matches(record['hostPattern'], hostOf(origin));
    case 'pathPattern':
      return matches(record['pathPattern'], asString(origin['path']));
    case 'github':
      return marketplace.source === kind && isRepo(record['repo'], origin['repo']) && isRefined(record, origin);
    case 'directory':
    case 'file':
      return marketplace.source === kind && record['path'] === origin['path'];
    case 'npm':
      return marketplace.source === kind && record['package'] === origin['package'];
    default:
      return marketplace.source === kind && record['url'] === origin['url'] && isRefined(record, origin);
  }
}

/** `owner/*` names every repository of an owner. */
function isRepo(rule: unknown, repo: unknown): boolean {
  const wanted = asString(rule)?.toLowerCase();
  const real = asString(repo)?.toLowerCase();
  if (wanted === undefined || real === undefined) return false;
  return wanted.endsWith('/*') ? real.startsWith(wanted.slice(0, -1)) : wanted === real;
}

function isRefined(rule: UnknownRecord, origin: UnknownRecord): boolean {
  return refinements.every((key) => rule[key] === undefined || rule[key] === origin[key]);
}

function hostOf(origin: UnknownRecord): string | undefined {
  if (origin['source'] === 'github') return 'github.com';
  return /^(?:[a-z+]+:\/\/(?:[^@/]*@)?|[^@/]+@)([^/:]+)/i.exec(asString(origin['url']) ?? '')?.[1];
}

/** A pattern that is no regular expression matches nothing. */
function matches(pattern: unknown, text: string | undefined): boolean {
  if (typeof pattern !== 'string' || text === undefined) return false;
  try {
    return new RegExp(pattern).test(text);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

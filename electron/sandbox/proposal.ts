import { dirname } from 'node:path';
import type { Profile } from '#contract/policy';
import type { Wish } from './attempts.ts';
import { isWithin } from './mounts.ts';

export interface Proposal {
  /** The profile with what was missing. */
  profile: Profile;
  /** What it adds, to be read before a yes; a sentence each. */
  adds: string[];
}

export interface ProposalFacts {
  home: string;
  isThere(path: string): boolean;
}

/** So many files of one folder become the folder. */
const MANY = 4;

/**
 * The smallest profile with which attempts of an observed run would have succeeded: files rather than folders, unless
 * many of one folder were wanted. A file to be made needs its folder. What the cage never grants (the home, the root) is
 * left out here too. Nothing is granted by this: it is a text to agree to.
 */
export function proposeProfile(profile: Profile, wishes: readonly Wish[], facts: ProposalFacts): Proposal {
  const of = (kind: Wish['kind']): string[] => wishes.filter((wish) => wish.kind === kind).map(({ what }) => what);
  const write = gathered(
    of('write').map((path) => (facts.isThere(path) ? path : dirname(path))),
    profile.write,
    facts,
  );
  const read = gathered(of('read'), [...profile.read, ...profile.write, ...write], facts);
  const hosts = [...new Set(of('host'))].filter((host) => !profile.hosts.includes(host));
  return {
    profile: {
      ...profile,
      read: [...profile.read, ...read],
      write: [...profile.write, ...write],
      hosts: [...profile.hosts, ...hosts],
    },
    adds: [
      ...read.map((path) => `Read ${path}.`),
      ...write.map((path) => `Read and write ${path}.`),
      ...hosts.map((host) => `Reach ${host}.`),
    ],
  };
}

/** Sorted, without what is granted already or lies in another of them. */
function gathered(paths: readonly string[], granted: readonly string[], { home, isThere }: ProposalFacts): string[] {
  const isTooWide = (path: string): boolean => path === '/' || isWithin(path, home);
  const perFolder = Map.groupBy(new Set(paths), (path) => dirname(path));
  const merged = [...perFolder].flatMap(([folder, files]) =>
    files.length >= MANY && !isTooWide(folder) ? [folder] : files,
  );
  const wanted = merged
    .filter((path) => isThere(path) && !isTooWide(path) && !granted.some((folder) => isWithin(folder, path)))
    .toSorted((a, b) => (a < b ? -1 : 1));
  return [...new Set(wanted)].filter((path) => !wanted.some((other) => other !== path && isWithin(other, path)));
}

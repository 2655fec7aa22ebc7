import type { Mount } from './mounts.ts';

/** What deciding on the system's part may ask of the machine. */
export interface SystemFacts {
  /** Target of a link as it is written; undefined when the path is no link. */
  readlink(path: string): string | undefined;
  isThere(path: string): boolean;
}

/** Programs and libraries; on many systems all but the first are links into it. */
const programFolders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store'];

/**
 * Of `/etc` only what programs need to start and what names certificates, time and types. No accounts, no names of
 * machines, nothing of services.
 */
const settings = [
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'alternatives',
  'ssl',
  'pki',
  'ca-certificates',
  'crypto-policies',
  'localtime',
  'timezone',
  'mime.types',
  'protocols',
  'services',
  'fonts',
].map((name) => `/etc/${name}`);

/** In megabytes; memory, so they count little and are bounded. */
const SCRATCH = 256;
const SHARED_MEMORY = 64;

/**
 * The part of the tree every cage has: programs read-only, a little of `/etc`, and three private folders: `/tmp`, the
 * home (empty, so that programs can keep their caches) and `/dev/shm`.
 */
export function systemMounts(home: string, facts: SystemFacts): Mount[] {
  const there = [...programFolders, ...settings].filter(facts.isThere);
  return [
    ...there.map((path): Mount => {
      const target = path.startsWith('/etc/') ? undefined : facts.readlink(path);
      return target === undefined ? { kind: 'read', path } : { kind: 'link', path, target };
    }),
    { kind: 'tmp', path: '/tmp', megabytes: SCRATCH },
    { kind: 'tmp', path: '/dev/shm', megabytes: SHARED_MEMORY },
    ...(home === '/' || home === '/tmp' ? [] : [{ kind: 'tmp', path: home, megabytes: SCRATCH } as const]),
  ];
}

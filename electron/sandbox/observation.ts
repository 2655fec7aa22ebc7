import { join } from 'node:path';
import type { Attempts } from './attempts.ts';
import { isWithin, type Mount } from './mounts.ts';
import { notNeeded } from './not-needed.ts';
import { readTraceLine, type TracedFailure, tracedCalls } from './trace-lines.ts';

export interface ObservationFacts {
  /** All lines written since the last time; empty when there are none. */
  newLines(): string[];
  isThere(path: string): boolean;
  mounts: readonly Mount[];
}

/** bubblewrap under strace, which writes each failed call to `file`. Several times slower: for learning, not for use. */
export function traced(
  strace: string,
  file: string,
  { command, args }: { command: string; args: readonly string[] },
): { command: string; args: string[] } {
  const what = ['-f', '-y', '-qq', '-s', '4096', '--signal=none', '-e', 'status=failed'];
  return { command: strace, args: [...what, '-e', `trace=${tracedCalls.join()}`, '-o', file, '--', command, ...args] };
}

/**
 * Looks through what was traced since the last time and adds each refusal once. A file that is missing counts when it is
 * there outside: then it was the cage that hid it.
 */
export function createObservation(facts: ObservationFacts, attempts: Attempts): () => void {
  const seen = new Set<string>();
  return () => {
    for (const line of facts.newLines()) {
      const traced = readTraceLine(line);
      const refused = traced === undefined ? undefined : refusal(traced, facts);
      if (refused === undefined || seen.has(refused.words)) continue;
      seen.add(refused.words);
      attempts.add(refused.words, refused.wish);
    }
  };
}

type Refusal = { words: string; wish?: { kind: 'read' | 'write'; what: string } };

function refusal(traced: TracedFailure, facts: ObservationFacts): Refusal | undefined {
  if (traced.kind === 'socket') {
    const family = traced.family === 'AF_UNIX' ? 'a Unix socket' : `a socket of the kind ${traced.family}`;
    return traced.error === 'EPERM' ? { words: `Socket: ${family} was refused.` } : undefined;
  }
  if (traced.kind === 'connect') {
    if (isLoopback(traced.address) || !['ENETUNREACH', 'EPERM', 'EACCES'].includes(traced.error)) return undefined;
    return { words: `Network: ${traced.address}:${traced.port} was tried without the proxy.` };
  }
  const { kind, path, error } = traced;
  if (notNeeded(path)) return undefined;
  const isVisible = facts.mounts.some((mount) => isShown(mount, path));
  if (kind === 'write' && ['EROFS', 'EACCES', 'EPERM'].includes(error)) return file(kind, path);
  if (error !== 'ENOENT' || isVisible) return undefined;
  const isOutside = kind === 'read' ? facts.isThere(path) : facts.isThere(join(path, '..'));
  return isOutside ? file(kind, path) : undefined;
}

function file(kind: 'read' | 'write', path: string): Refusal {
  return { words: `File: ${kind === 'read' ? 'reading' : 'writing'} ${path} was refused.`, wish: { kind, what: path } };
}

/** What is in a folder the cage shows is missing outside too. */
function isShown({ kind, path }: Mount, wanted: string): boolean {
  return (kind === 'read' || kind === 'write') && isWithin(path, wanted);
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

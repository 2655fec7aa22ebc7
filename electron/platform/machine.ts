import { resolve } from 'node:path';
import type { Machine, Platform } from '#agents/read-port';
import { readOsPolicy } from './os-policy.ts';
import { userHome } from './user-home.ts';

/**
 * This machine as the agent rooms see it. With `home` given only that home counts: variables that move
 * folders are the caller's, not that home's. What the system manages counts in both cases.
 */
export function nodeMachine(home?: string): Machine {
  const policies = new Map<string, string | undefined>();
  return {
    platform: thisPlatform(),
    home: home === undefined ? userHome() : resolve(home),
    env: home === undefined ? process.env : {},
    osPolicy(key) {
      if (!policies.has(key)) policies.set(key, readOsPolicy(key));
      return policies.get(key);
    },
  };
}

/** Systems we do not name behave like Linux. */
export function thisPlatform(): Platform {
  return process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';
}

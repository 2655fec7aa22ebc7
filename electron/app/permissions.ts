import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CompiledPolicy, firstPolicy, serverKey } from '#contract/compiled-policy';
import { AppError } from '#contract/errors';
import type { Effect, Profile, Rule, ToolClass } from '#contract/policy';
import { takeOwnLock } from '#platform/file-lock';
import { isThere, makePrivateFolder, writePrivateFile } from '#platform/private-files';
import { realPath } from '#platform/programs';
import { unlessMissing } from '#platform/system-error';
import { defaultProfile } from '#sandbox/profile';
import { parsePolicy, policyPath } from './policy-file.ts';

/** What a profile can be given, in words of the command line. */
export const grantKinds = ['read', 'write', 'host', 'env'] as const;
export type GrantKind = (typeof grantKinds)[number];

/**
 * What the user decided: rules, defaults, grants. Each change replaces `policy.json` as a whole, under a lock of all
 * Gatehouses with this data folder; `gatehouse run` reads it again by itself. Everything throws AppError `unavailable` where
 * the file cannot be read or written: then nothing is loosened by mistake.
 */
export interface Permissions {
  read(): CompiledPolicy;
  /** Gives the rule with its id. A rule about the very same calls is replaced. */
  setRule(rule: Omit<Rule, 'id' | 'at'>): Promise<Rule>;
  /** The same, with the rule that was replaced. */
  putRule(rule: Omit<Rule, 'id' | 'at'>): Promise<{ rule: Rule; before: Rule | undefined }>;
  /** Throws AppError `not_found`. */
  removeRule(id: string): Promise<Rule>;
  setDefault(kind: ToolClass, effect: Effect): Promise<void>;
  setStrict(isStrict: boolean): Promise<void>;
  /** Lets one server run without a cage where there can be none, or no longer. */
  setUncaged(plugin: string, server: string, isAllowed: boolean): Promise<void>;
  profile(plugin: string, server: string): Profile;
  setProfile(plugin: string, server: string, profile: Profile): Promise<void>;
}

export interface PermissionsOptions {
  data: string;
  now(): Date;
}

const LOCK_WAIT_MS = 5_000;

export function createPermissions({ data, now }: PermissionsOptions): Permissions {
  const path = policyPath(data);

  const read = (): CompiledPolicy => {
    const text = textOf(path);
    const policy = text === undefined ? firstPolicy : parsePolicy(text);
    if (policy !== undefined) return policy;
    const message = `${path} is not what Gatehouse writes, so every call is denied. Move it away to begin with an empty policy.`;
    throw new AppError('unavailable', message);
  };
  const change = async <T>(edit: (policy: CompiledPolicy) => { policy: CompiledPolicy; gives: T }): Promise<T> => {
    makePrivateFolder(data);
    const lock = await takeOwnLock(data, path, LOCK_WAIT_MS);
    try {
      const { policy, gives } = edit(read());
      writePrivateFile(path, `${JSON.stringify(policy, undefined, 2)}\n`);
      return gives;
    } finally {
      lock.release();
    }
  };
  const set = (edit: (policy: CompiledPolicy) => CompiledPolicy): Promise<void> =>
    change((policy) => ({ policy: edit(policy), gives: undefined }));

  const putRule: Permissions['putRule'] = (wanted) =>
    change((policy) => {
      const before = policy.rules.find((rule) => isAboutTheSame(rule, wanted));
      const rule: Rule = { ...wanted, id: before?.id ?? freeId(policy.rules), at: now().toISOString() };
      const rules = [...policy.rules.filter((each) => each !== before), rule];
      return { policy: { ...policy, rules }, gives: { rule, before } };
    });

  return {
    read,
    putRule,
    setRule: async (wanted) => (await putRule(wanted)).rule,
    removeRule: (id) =>
      change((policy) => {
        const rule = policy.rules.find((each) => each.id === id);
        if (rule === undefined)
          throw new AppError('not_found', `There is no rule ${id}. "gatehouse policy list" shows them.`);
        return { policy: { ...policy, rules: policy.rules.filter((each) => each !== rule) }, gives: rule };
      }),
    setDefault: (kind, effect) => set((policy) => ({ ...policy, defaults: { ...policy.defaults, [kind]: effect } })),
    setStrict: (strict) => set((policy) => ({ ...policy, strict })),
    setUncaged: (plugin, server, isAllowed) =>
      set((policy) => {
        const key = serverKey(plugin, server);
        const others = policy.uncaged.filter((each) => each !== key);
        return { ...policy, uncaged: isAllowed ? [...others, key] : others };
      }),
    profile: (plugin, server) => read().profiles[serverKey(plugin, server)] ?? defaultProfile,
    setProfile: (plugin, server, profile) =>
      set((policy) => ({ ...policy, profiles: { ...policy.profiles, [serverKey(plugin, server)]: profile } })),
  };
}

/** What is granted as a cage needs it: links resolved, so that one put there later grants nothing else. Throws AppError `bad_request`. */
export function grantedPath(kind: GrantKind, what: string): string {
  if (kind !== 'read' && kind !== 'write') return what;
  const path = resolve(what);
  if (!isThere(path)) throw new AppError('bad_request', `${path} is not there, so it cannot be granted.`);
  return realPath(path);
}

/** What can be bounded, in words of the command line. */
export const limitKinds = ['memory', 'processes', 'programs'] as const;
export type LimitKind = (typeof limitKinds)[number];

/**
 * The profile with another bound: megabytes of memory, a number of processes, or whether it may start programs (yes or no).
 * Throws AppError `bad_request`.
 */
export function withLimit(profile: Profile, kind: LimitKind, value: string): Profile {
  if (kind === 'programs') {
    if (value !== 'yes' && value !== 'no') throw new AppError('bad_request', 'Write yes or no.');
    return { ...profile, spawn: value === 'yes' };
  }
  const [least, most] = kind === 'memory' ? [32, 1_048_576] : [1, 4_096];
  const number = /^\d{1,7}$/.test(value) ? Number(value) : 0;
  if (number < least || number > most) {
    throw new AppError('bad_request', `Write a number from ${least} to ${most}${kind === 'memory' ? ', in MB' : ''}.`);
  }
  return kind === 'memory' ? { ...profile, memoryMb: number } : { ...profile, processes: number };
}

/** The profile with one thing more, or less. */
export function withGrant(profile: Profile, kind: GrantKind, what: string, isGranted: boolean): Profile {
  const key = kind === 'host' ? 'hosts' : kind;
  const others = profile[key].filter((each) => each !== what);
  return { ...profile, [key]: isGranted ? [...others, what] : others };
}

function isAboutTheSame(rule: Rule, wanted: Omit<Rule, 'id'>): boolean {
  return (['plugin', 'server', 'tool', 'agent', 'project'] as const).every((field) => rule[field] === wanted[field]);
}

function freeId(rules: readonly Rule[]): string {
  const numbers = rules.map(({ id }) => Number(/^r(\d{1,9})$/.exec(id)?.[1] ?? 0));
  return `r${Math.max(0, ...numbers) + 1}`;
}

function textOf(path: string): string | Error | undefined {
  try {
    return unlessMissing(() => readFileSync(path, 'utf8'));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

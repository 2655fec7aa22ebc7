import { join } from 'node:path';
import { type CompiledPolicy, compiledPolicySchema, firstPolicy, systemPolicySchema } from '#contract/compiled-policy';
import type { Rule } from '#contract/policy';
import { type FollowedFile, followFile } from '#platform/followed-file';
import { systemPolicyPath, whyNotAdministrators } from '#platform/system-policy';

/** In the data folder: what the user decided, replaced as a whole. */
export function policyPath(data: string): string {
  return join(data, 'policy.json');
}

/**
 * The policy in force, read again within a quarter of a second of a change. Where the user's or the machine's cannot be
 * read, every call is denied: what it forbade is not known any more.
 */
export function followPolicy(
  data: string,
  say: (sentence: string) => void,
  systemPath: string = systemPolicyPath(),
): FollowedFile<CompiledPolicy> {
  const path = policyPath(data);
  const system = followFile(systemPath, (text): Rule[] => {
    if (text === undefined) return [];
    const foreign = whyNotAdministrators(systemPath);
    if (foreign !== undefined) {
      say(`${foreign}, so its rules do not count.`);
      return [];
    }
    return readOr(text, (value) => systemPolicySchema.parse(value).rules) ?? [unreadable(systemPath, say)];
  });
  const user = followFile(path, (text): CompiledPolicy => {
    if (text === undefined) return firstPolicy;
    return parsePolicy(text) ?? { ...firstPolicy, system: [unreadable(path, say)] };
  });
  return {
    read() {
      const [rules, own] = [system.read(), user.read()];
      return rules.length === 0 ? own : { ...own, system: [...rules, ...own.system] };
    },
  };
}

function unreadable(path: string, say: (sentence: string) => void): Rule {
  const reason = `${path} cannot be read. Correct it, or move it away to begin with an empty policy.`;
  say(reason);
  return { id: 'unreadable-policy', effect: 'deny', reason };
}

/** Undefined for anything that is no policy. */
export function parsePolicy(text: string | Error): CompiledPolicy | undefined {
  return readOr(text, (value) => compiledPolicySchema.parse(value));
}

function readOr<T>(text: string | Error, read: (value: unknown) => T): T | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return read(JSON.parse(text));
  } catch {
    return undefined;
  }
}

import { join } from 'node:path';
import { type CompiledPolicy, compiledPolicySchema, firstPolicy } from '#contract/compiled-policy';
import { type FollowedFile, followFile } from '#platform/followed-file';

/** In the data folder: what is in force, replaced as a whole. */
export function policyPath(data: string): string {
  return join(data, 'policy.json');
}

/**
 * The policy in force, read again within a quarter of a second of a change. One that cannot be read denies every call:
 * what it forbade is not known any more.
 */
export function followPolicy(data: string, say: (sentence: string) => void): FollowedFile<CompiledPolicy> {
  const path = policyPath(data);
  return followFile(path, (text) => {
    if (text === undefined) return firstPolicy;
    const read = typeof text === 'string' ? parsePolicy(text) : undefined;
    if (read !== undefined) return read;
    const reason = `${path} cannot be read. Open Gatehouse, or move the file away to begin with an empty policy.`;
    say(reason);
    return { ...firstPolicy, system: [{ id: 'unreadable-policy', effect: 'deny', reason }] };
  });
}

/** Undefined for anything that is no policy. */
export function parsePolicy(text: string): CompiledPolicy | undefined {
  try {
    return compiledPolicySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

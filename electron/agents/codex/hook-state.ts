import { asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { Component, Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import type { HookHandler } from './hook-definitions.ts';
import { tableAt, valueAt } from './tables.ts';

export type HookTrust = NonNullable<Component['trust']>;

/**
 * Whether a hook runs: switched on and its hash recorded as trusted under `[hooks.state."<key>"]`. Of plugins Codex compares
 * a hash of all their files as well, which is not done here: `trusted` may still turn out stale in Codex.
 */
export function hookComponent(
  handler: HookHandler,
  file: string,
  config: UnknownRecord,
  isManaged: boolean,
): Component {
  const state = asRecord(valueAt(tableAt(config, ['hooks', 'state']), [handler.key]));
  const enabled = state?.enabled !== false;
  const trust = isManaged ? 'managed' : recordedTrust(state, handler);
  const reason = handler.skipped ?? stateReason(enabled, trust);
  return {
    kind: 'hook',
    name: handler.key,
    file,
    event: handler.event,
    type: handler.type,
    enabled,
    trust,
    ...(handler.matcher === undefined ? {} : { matcher: handler.matcher }),
    ...(handler.command === undefined ? {} : { command: handler.command }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function recordedTrust(state: UnknownRecord | undefined, handler: HookHandler): HookTrust {
  const recorded = asString(state?.trusted_hash);
  if (recorded === undefined) return 'untrusted';
  return handler.hash === undefined || handler.hash === recorded ? 'trusted' : 'modified';
}

function stateReason(enabled: boolean, trust: HookTrust): string | undefined {
  if (!enabled) return 'It is switched off in the Codex configuration.';
  if (trust === 'modified') return 'It is another hook than the one that was trusted, so Codex does not run it.';
  return trust === 'untrusted' ? 'Codex does not run it until it is trusted in Codex (/hooks).' : undefined;
}

/** One problem for all hooks of a file or plugin that wait for trust, one for those that changed since. */
export function trustProblems(hooks: readonly Component[], file: string): Problem[] {
  const waiting = (trust: HookTrust) => hooks.filter((hook) => hook.enabled !== false && hook.trust === trust);
  const say = (code: 'hook-untrusted' | 'hook-modified', found: readonly Component[], what: string) => {
    if (found.length === 0) return [];
    const count = found.length === 1 ? 'One hook is' : `${found.length} hooks are`;
    const events = [...new Set(found.map((hook) => hook.event))].join(', ');
    return [
      problem(code, `${count} ${what} (${events}), so Codex does not run ${found.length === 1 ? 'it' : 'them'}.`, {
        file,
      }),
    ];
  };
  return [
    ...say('hook-untrusted', waiting('untrusted'), 'still to be trusted'),
    ...say('hook-modified', waiting('modified'), 'different from when trust was given'),
  ];
}

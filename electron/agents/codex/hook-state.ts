import type { Component, Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import { asRecord, asString, type UnknownRecord } from '#agents/shapes';
import type { HookHandler } from './hook-definitions.ts';
import { tableAt, valueAt } from './tables.ts';

export type HookTrust = NonNullable<Component['trust']>;

/**
 * Whether a hook runs: switched on and its hash recorded as trusted under `[hooks.state."<key>"]`. The content is not
 * hashed here, so `trusted` means that Codex has recorded a hash; it stops the hook by itself when that is stale.
 */
export function hookComponent(handler: HookHandler, file: string, config: UnknownRecord, isManaged: boolean): Component {
  const state = asRecord(valueAt(tableAt(config, ['hooks', 'state']), [handler.key]));
  const enabled = state?.enabled !== false;
  const trust = isManaged ? 'managed' : recordedTrust(state);
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

function recordedTrust(state: UnknownRecord | undefined): HookTrust {
  return asString(state?.trusted_hash) === undefined ? 'untrusted' : 'trusted';
}

function stateReason(enabled: boolean, trust: HookTrust): string | undefined {
  if (!enabled) return 'It is switched off in the Codex configuration.';
  return trust === 'untrusted' ? 'Codex does not run it until it is trusted in Codex (/hooks).' : undefined;
}

/** One problem for all hooks of a file or plugin that wait for trust. */
export function trustProblems(hooks: readonly Component[], file: string): Problem[] {
  const waiting = hooks.filter((hook) => hook.enabled !== false && hook.trust === 'untrusted');
  if (waiting.length === 0) return [];
  const events = [...new Set(waiting.map((hook) => hook.event))].join(', ');
  const count = waiting.length === 1 ? 'One hook is' : `${waiting.length} hooks are`;
  return [problem('hook-untrusted', `${count} not trusted, so Codex does not run ${waiting.length === 1 ? 'it' : 'them'}: ${events}.`, { file })];
}

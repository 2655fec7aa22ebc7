import type { CompiledPolicy } from '#contract/compiled-policy';
import { type CallToDecide, type Decision, type Effect, effects, type Rule, type ToolClass } from '#contract/policy';
import { speaksOf, specificity } from './rule-match.ts';

/** What is known of the tool that is called. */
export interface ToolFacts {
  /** `held`: new or changed since it was accepted. */
  standing: 'listed' | 'held' | 'unlisted';
  class: ToolClass;
}

/**
 * Decides one call and names what decided. In this order: a denial of the system's policy, one of the user's, a tool that
 * is not in the server's list, one that is held, the most specific rule, the default of the tool's class. Of equally
 * specific rules the strictest counts.
 */
export function decide(policy: CompiledPolicy, call: CallToDecide, tool: ToolFacts): Decision {
  const system = policy.system.filter((rule) => speaksOf(rule, call));
  const user = policy.rules.filter((rule) => speaksOf(rule, call));
  const denial = first(system, 'deny') ?? first(user, 'deny');
  if (denial !== undefined) return byRule(denial, system.includes(denial));
  if (tool.standing === 'unlisted') {
    const reason = `The server "${call.server}" does not list a tool "${call.tool}".`;
    return { effect: 'deny', by: 'unlisted', reason };
  }
  if (tool.standing === 'held') {
    const reason = `The tool "${call.tool}" is new or changed since it was accepted. Look at it in Gatehouse and accept it there.`;
    return { effect: 'deny', by: 'held', reason };
  }
  const rule = mostSpecific([...system, ...user]);
  if (rule !== undefined) return byRule(rule, system.includes(rule));
  const effect = policy.defaults[tool.class];
  return { effect, by: 'default', reason: defaultReason(effect, tool.class) };
}

function first(rules: readonly Rule[], effect: Effect): Rule | undefined {
  return rules.filter((rule) => rule.effect === effect).toSorted(byPrecedence)[0];
}

function mostSpecific(rules: readonly Rule[]): Rule | undefined {
  return rules.toSorted(byPrecedence)[0];
}

/** Specific before general, strict before loose, and then by id, so that the same rules always name the same one. */
function byPrecedence(a: Rule, b: Rule): number {
  const specific = specificity(b) - specificity(a);
  if (specific !== 0) return specific;
  const strict = effects.indexOf(b.effect) - effects.indexOf(a.effect);
  return strict !== 0 ? strict : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function byRule(rule: Rule, isSystem: boolean): Decision {
  const whose = isSystem ? `The policy of this machine (rule ${rule.id})` : `Your rule ${rule.id}`;
  const why = rule.reason === undefined ? '' : ` ${rule.reason}`;
  const says = { allow: 'allows it.', ask: 'wants a yes for it.', deny: 'denies it.' }[rule.effect];
  return { effect: rule.effect, by: isSystem ? 'system' : 'rule', rule: rule.id, reason: `${whose} ${says}${why}` };
}

const classWords: Record<ToolClass, string> = {
  reads: 'tools that only read',
  writes: 'tools that change something',
  unknown: 'tools that do not say what they do',
};

function defaultReason(effect: Effect, kind: ToolClass): string {
  const says = { allow: 'are allowed', ask: 'need a yes', deny: 'are denied' }[effect];
  return `No rule speaks of it; ${classWords[kind]} ${says}.`;
}

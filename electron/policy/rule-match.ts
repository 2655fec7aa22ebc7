import type { CallToDecide, Rule } from '#contract/policy';

/** Weights of the fields a rule can name: each counts more than all after it together. */
const weights = { tool: 16, server: 8, plugin: 4, project: 2, agent: 1 } as const;
const LONGEST_NAME = 4_096;

/** Whether a rule speaks of a call: it agrees with each field the rule names. A call that lacks the field does not agree. */
export function speaksOf(rule: Rule, call: CallToDecide): boolean {
  if (rule.plugin !== undefined && rule.plugin !== call.plugin) return false;
  if (rule.server !== undefined && rule.server !== call.server) return false;
  if (rule.agent !== undefined && rule.agent !== call.agent) return false;
  if (rule.project !== undefined && rule.project !== call.project) return false;
  return rule.tool === undefined || namesTool(rule.tool, call.tool);
}

/** Higher is more specific. Of two tool patterns the one with more letters is; a whole name is more than any pattern. */
export function specificity(rule: Rule): number {
  let sum = 0;
  for (const [field, weight] of Object.entries(weights) as [keyof typeof weights, number][]) {
    if (rule[field] !== undefined) sum += weight;
  }
  return sum * (LONGEST_NAME + 2) + toolLetters(rule.tool);
}

function namesTool(pattern: string, tool: string): boolean {
  return pattern.endsWith('*') ? tool.startsWith(pattern.slice(0, -1)) : pattern === tool;
}

function toolLetters(tool: string | undefined): number {
  if (tool === undefined) return 0;
  return tool.endsWith('*') ? Math.min(tool.length - 1, LONGEST_NAME) : LONGEST_NAME + 1;
}

import { parsePluginId } from '#contract/plugin-id';
import { effects, type Rule } from '#contract/policy';

/**
 * The rule of this machine that speaks of every call a wanted rule would speak of, and is stricter: then setting it
 * would loosen what the administrator forced.
 */
export function forcedBy(system: readonly Rule[], wanted: Omit<Rule, 'id'>): Rule | undefined {
  const isStricter = (rule: Rule) => effects.indexOf(rule.effect) > effects.indexOf(wanted.effect);
  return system.find((rule) => isStricter(rule) && covers(rule, wanted));
}

function covers(rule: Rule, wanted: Omit<Rule, 'id'>): boolean {
  const { plugin, server, tool, project } = wanted;
  // Every plugin belongs to one agent.
  const agent = wanted.agent ?? (plugin === undefined ? undefined : parsePluginId(plugin)?.agent);
  return (
    (rule.plugin === undefined || rule.plugin === plugin) &&
    (rule.server === undefined || rule.server === server) &&
    (rule.agent === undefined || rule.agent === agent) &&
    (rule.project === undefined || rule.project === project) &&
    (rule.tool === undefined || coversTools(rule.tool, tool))
  );
}

/** A pattern covers a longer pattern too. */
function coversTools(pattern: string, tool: string | undefined): boolean {
  if (tool === undefined) return pattern === '*';
  return pattern.endsWith('*') ? tool.startsWith(pattern.slice(0, -1)) : pattern === tool;
}

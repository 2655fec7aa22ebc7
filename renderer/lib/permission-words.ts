import type { PermissionsView } from '#contract/permissions';
import type { Provides } from '#contract/plugin';
import type { Decision, Effect, Rule, ToolClass } from '#contract/policy';
import { pluginTitle } from './call-words.ts';
import { countOf } from './words.ts';

export const effectWords: Record<Effect, string> = { allow: 'Allow', ask: 'Ask', deny: 'Deny' };
export const decidedWords: Record<Effect, string> = { allow: 'allowed', ask: 'asked for', deny: 'denied' };

/** A class of tools in one word, for columns and chips. */
export const classWords: Record<ToolClass, string> = { reads: 'reads', writes: 'writes', unknown: 'unclear' };
export const classPhrases: Record<ToolClass, string> = {
  reads: 'tools that only read',
  writes: 'tools that change something',
  unknown: 'tools that do not say what they do',
};

/** The calls of one server, or of one of its tools, in one folder or in all. */
export interface RulePlace {
  plugin: string;
  server: string;
  tool: string | undefined;
  folder: string | null;
}

/** Whether a rule speaks of exactly that and nothing else. */
export function isRuleOf(rule: Rule, { plugin, server, tool, folder }: RulePlace): boolean {
  return (
    rule.plugin === plugin &&
    rule.server === server &&
    rule.tool === tool &&
    rule.agent === undefined &&
    (rule.project ?? null) === folder
  );
}

/** What a rule speaks of, for somebody who looks at `plugin`; undefined when they look at none. */
export function ruleAbout(rule: Omit<Rule, 'id'>, plugin?: string): string {
  const { tool, server, agent, project } = rule;
  const whose = rule.plugin === undefined ? 'any plugin' : rule.plugin === plugin ? '' : pluginTitle(rule.plugin);
  const parts = [
    tool === undefined ? 'every tool' : tool,
    ...(server === undefined ? [] : [`of ${server}`]),
    ...(whose === '' || (rule.plugin !== undefined && server === whose) ? [] : [`of ${whose}`]),
    ...(agent === undefined ? [] : [`by ${agent === 'codex' ? 'Codex' : 'Claude Code'}`]),
    ...(project === undefined ? [] : [`in ${project}`]),
  ];
  return parts.join(' ');
}

/** Where a decision comes from, in a few words. */
export function sourceWords(decision: Decision, kind: ToolClass): string {
  if (decision.by === 'system') return `managed: rule ${decision.rule ?? ''} of this machine`;
  if (decision.by === 'rule') return `your rule ${decision.rule ?? ''}`;
  if (decision.by === 'held') return 'held until you accept it';
  if (decision.by === 'unlisted') return 'the server does not list it';
  return `default for ${classPhrases[kind]}`;
}

/** Why another effect cannot be had by a rule of one's own; undefined when it can. A denial comes before every other rule. */
export function denialBefore(decision: Decision, own: Rule | undefined, system: readonly Rule[]): string | undefined {
  if (decision.by === 'system') {
    const rule = system.find(({ id }) => id === decision.rule);
    const why = rule?.reason === undefined ? '' : ` ${rule.reason}`;
    return `Managed: the policy of this machine decides it (rule ${decision.rule ?? ''}).${why}`;
  }
  if (decision.by !== 'rule' || decision.effect !== 'deny' || decision.rule === own?.id) return undefined;
  return `Your rule ${decision.rule ?? ''} denies more than this, and a denial comes before every other rule. Change that one.`;
}

/** What of a plugin runs in a cage, and what does not: only the agent starts hooks and programs. */
export function cageSummary(servers: PermissionsView['servers'], provides: Provides): string {
  const here = servers.filter(({ isRemote }) => !isRemote);
  const away = servers.length - here.length;
  const guarded = here.filter(({ isGuarded }) => isGuarded);
  const loose = here.length - guarded.length;
  const besides = [
    provides.hooks > 0 && countOf(provides.hooks, 'hook'),
    provides.executables > 0 && countOf(provides.executables, 'program'),
    provides.monitors > 0 && countOf(provides.monitors, 'monitor'),
    provides.lspServers > 0 && countOf(provides.lspServers, 'language server'),
    provides.modules > 0 && countOf(provides.modules, 'module'),
  ].filter((each) => each !== false);
  const asYou = [...(loose > 0 ? [countOf(loose, 'server')] : []), ...besides];
  const caged = guarded.some(({ isUncaged }) => isUncaged) ? 'guarded' : 'caged';
  const inside =
    guarded.length === 0 ? '' : guarded.length === 1 ? `Server ${caged}` : `${guarded.length} servers ${caged}`;
  if (asYou.length === 0)
    return inside === '' ? `${countOf(away, 'server')} elsewhere, nothing of it runs here.` : `${inside}.`;
  const isOne = asYou.length === 1 && asYou[0]?.startsWith('1 ') === true;
  const rest = `${asYou.length > 1 ? `${asYou.slice(0, -1).join(', ')} and ${asYou.at(-1)}` : asYou[0]} ${isOne ? 'runs' : 'run'} as you`;
  return inside === '' ? `${rest}.` : `${inside}, ${rest}.`;
}

import type { PluginUse } from '#contract/history';
import type { Plugin } from '#contract/plugin';
import { attentionRank, whyOf } from './attention.ts';
import { agentNames, kindNames, stateWords } from './words.ts';

export const viewNames = ['all', 'attention', 'plugins', 'servers', 'skills', 'others', 'unused'] as const;
export type ViewName = (typeof viewNames)[number];

/** When each plugin was used, by id; undefined while nothing is known of it. */
export type UseById = ReadonlyMap<string, Pick<PluginUse, 'calls30'>> | undefined;

/** On, and not called for 30 days. While no use is known, nothing counts as unused. */
export function isUnused(plugin: Plugin, use: UseById): boolean {
  if (use === undefined || plugin.effective.state !== 'enabled') return false;
  return (use.get(plugin.id)?.calls30 ?? 0) === 0;
}

const inView: Record<ViewName, (plugin: Plugin, use: UseById) => boolean> = {
  all: () => true,
  attention: (plugin) => attentionRank(plugin) !== undefined,
  plugins: (plugin) => plugin.kind === 'plugin',
  servers: (plugin) => plugin.kind === 'mcp' || plugin.provides.mcpServers > 0,
  skills: (plugin) => plugin.kind === 'skill',
  others: (plugin) => plugin.kind === 'command' || plugin.kind === 'agent' || plugin.kind === 'hooks',
  unused: isUnused,
};

export function isInView(plugin: Plugin, view: ViewName, use: UseById): boolean {
  return inView[view](plugin, use);
}

const fields: Record<string, (plugin: Plugin) => string> = {
  agent: (plugin) => `${plugin.agent} ${agentNames[plugin.agent]}`,
  kind: (plugin) => `${plugin.kind} ${kindNames[plugin.kind]}`,
  state: (plugin) => stateWords[plugin.effective.state],
  scope: (plugin) => plugin.effective.decidedBy.scope,
  marketplace: (plugin) => plugin.marketplace ?? '',
  problem: (plugin) => plugin.problems.map((problem) => problem.code).join(' '),
};

/**
 * A test for the filter box: every word must be found in the row. `agent: kind: state: scope: marketplace: problem:`
 * look at one field; `unused` asks for what is on and was not called for 30 days; any other word looks at names,
 * marketplace, description and the reason shown.
 */
export function rowFilter(query: string, use: UseById, textOf = rowText): (plugin: Plugin) => boolean {
  const terms = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (terms.length === 0) return () => true;
  return (plugin) => terms.every((term) => (term === 'unused' ? isUnused(plugin, use) : matches(plugin, term, textOf)));
}

function matches(plugin: Plugin, term: string, textOf: (plugin: Plugin) => string): boolean {
  const colon = term.indexOf(':');
  const name = colon < 0 ? '' : term.slice(0, colon);
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field !== undefined)
    return field(plugin)
      .toLowerCase()
      .includes(term.slice(colon + 1));
  return textOf(plugin).includes(term);
}

/** Text of a row, put together once for each row there is. */
export function createRowText(): (plugin: Plugin) => string {
  const known = new WeakMap<Plugin, string>();
  return (plugin) => {
    const text = known.get(plugin) ?? rowText(plugin);
    known.set(plugin, text);
    return text;
  };
}

function rowText(plugin: Plugin): string {
  const { name, displayName = '', marketplace = '', description = '', id } = plugin;
  return [
    name,
    displayName,
    marketplace,
    description,
    id,
    agentNames[plugin.agent],
    kindNames[plugin.kind],
    whyOf(plugin).text,
  ]
    .join('\n')
    .toLowerCase();
}

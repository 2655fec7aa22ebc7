import type { ReactNode } from 'react';
import type { PluginUse } from '#contract/history';
import type { Plugin } from '#contract/plugin';
import { whyOf } from '#renderer/lib/attention.ts';
import type { SortKey } from '#renderer/lib/url-state.ts';
import { agentNames, agentShortNames } from '#renderer/lib/words.ts';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { NameCell } from './name-cell.tsx';
import { StateCell } from './state-cell.tsx';
import { SwitchCell } from './switch-cell.tsx';
import { CallsCell, UsedCell } from './use-cells.tsx';
import { WhyCell } from './why-cell.tsx';

export interface PluginColumn {
  id: SortKey | 'switch';
  label: string;
  className: string;
  sortBy?: (plugin: Plugin, use: PluginUse | undefined) => string | number;
  render: (plugin: Plugin) => ReactNode;
}

const stateOrder = { broken: 0, missing: 1, blocked: 2, enabled: 3, disabled: 4 };

/** In the order of the tracks of `plugin-columns`; the pane's width leaves out from the right. */
export const pluginColumns: readonly PluginColumn[] = [
  {
    id: 'switch',
    label: 'Switch',
    className: 'flex items-center',
    render: (plugin) => <SwitchCell plugin={plugin} />,
  },
  { id: 'name', label: 'Name', className: '', sortBy: sortName, render: (plugin) => <NameCell plugin={plugin} /> },
  {
    id: 'state',
    label: 'State',
    className: '',
    sortBy: (plugin) => stateOrder[plugin.effective.state],
    render: (plugin) => <StateCell plugin={plugin} />,
  },
  {
    id: 'why',
    label: 'Why',
    className: '',
    sortBy: (plugin) => whyOf(plugin).text,
    render: (plugin) => <WhyCell plugin={plugin} />,
  },
  {
    id: 'agent',
    label: 'Agent',
    className: 'not-narrow text-small text-muted whitespace-nowrap',
    sortBy: (plugin) => agentNames[plugin.agent],
    render: (plugin) => agentShortNames[plugin.agent],
  },
  count('hooks', 'Hooks', 'not-narrow', (plugin) => plugin.provides.hooks),
  count('mcp', 'MCP', 'not-narrow', (plugin) => plugin.provides.mcpServers),
  count('skills', 'Skills', 'not-narrow', (plugin) => plugin.provides.skills),
  count('commands', 'Commands', 'only-widest', (plugin) => plugin.provides.commands),
  count('agents', 'Subagents', 'only-widest', (plugin) => plugin.provides.agents),
  {
    id: 'version',
    label: 'Version',
    className: 'only-wide truncate pl-3 text-small text-muted',
    sortBy: (plugin) => plugin.version ?? '',
    render: (plugin) => <VisibleText text={plugin.version ?? ''} />,
  },
  {
    id: 'used',
    label: 'Used',
    className: 'only-roomy text-right text-small text-muted whitespace-nowrap',
    sortBy: (_plugin, use) => -(use?.lastUsed ?? 0),
    render: (plugin) => <UsedCell plugin={plugin} />,
  },
  {
    id: 'calls',
    label: 'Calls 30 d',
    className: 'only-roomy text-right',
    sortBy: (_plugin, use) => -(use?.calls30 ?? 0),
    render: (plugin) => <CallsCell plugin={plugin} />,
  },
];

/** What the rows are ordered by for one column; by name where it has no order of its own. */
export function sortKeyOf(key: SortKey): NonNullable<PluginColumn['sortBy']> {
  return pluginColumns.find(({ id }) => id === key)?.sortBy ?? sortName;
}

function sortName(plugin: Plugin): string {
  return (plugin.displayName ?? plugin.name).toLowerCase();
}

function count(id: SortKey, label: string, width: string, of: (plugin: Plugin) => number): PluginColumn {
  return {
    id,
    label,
    sortBy: of,
    className: `${width} text-right`,
    render: (plugin) => (isUnread(plugin) ? '–' : of(plugin) === 0 ? '' : of(plugin).toLocaleString('en')),
  };
}

/** Nothing is on disk, so what it would bring is not known. */
function isUnread(plugin: Plugin): boolean {
  return plugin.effective.state === 'missing' && Object.values(plugin.provides).every((each) => each === 0);
}

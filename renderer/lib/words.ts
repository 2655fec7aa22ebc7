import type { ComponentKind, EffectiveState, LayerScope, Plugin } from '#contract/plugin';

export const agentNames: Record<Plugin['agent'], string> = { 'claude-code': 'Claude Code', codex: 'Codex' };
export const agentShortNames: Record<Plugin['agent'], string> = { 'claude-code': 'Claude', codex: 'Codex' };

export const kindNames: Record<Plugin['kind'], string> = {
  plugin: 'Plugin',
  mcp: 'MCP server',
  skill: 'Skill',
  command: 'Command',
  agent: 'Subagent',
  hooks: 'Hooks',
};

export const stateWords: Record<EffectiveState, string> = {
  enabled: 'Enabled',
  disabled: 'Disabled',
  missing: 'Missing',
  broken: 'Broken',
  blocked: 'Blocked',
};

export const layerNames: Record<LayerScope, string> = {
  managed: 'Managed',
  requirements: 'Required',
  flag: 'Flag',
  local: 'Local',
  project: 'Project',
  profile: 'Profile',
  user: 'User',
  system: 'System',
  record: 'Record',
  default: 'Default',
};

/** Singular and plural, in the order the inspector lists them: what runs first. */
export const componentNames: Record<ComponentKind, readonly [string, string]> = {
  hook: ['Hook', 'Hooks'],
  'mcp-server': ['MCP server', 'MCP servers'],
  executable: ['Program', 'Programs'],
  monitor: ['Monitor', 'Monitors'],
  'lsp-server': ['Language server', 'Language servers'],
  module: ['Module', 'Modules'],
  app: ['App', 'Apps'],
  command: ['Command', 'Commands'],
  skill: ['Skill', 'Skills'],
  agent: ['Subagent', 'Subagents'],
  workflow: ['Workflow', 'Workflows'],
  'output-style': ['Output style', 'Output styles'],
  theme: ['Theme', 'Themes'],
};

/** `1 hook`, `2 hooks`; digits grouped. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

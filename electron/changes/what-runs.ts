import type { Change } from '#contract/changes';
import type { Component, Plugin, Provides } from '#contract/plugin';

const MAX_LINES = 40;

const counted: readonly [keyof Provides, string, string][] = [
  ['hooks', 'hook runs', 'hooks run'],
  ['mcpServers', 'MCP server is started', 'MCP servers are started'],
  ['lspServers', 'language server is started', 'language servers are started'],
  ['monitors', 'monitor runs', 'monitors run'],
  ['modules', 'module is loaded into the agent', 'modules are loaded into the agent'],
  ['executables', 'program is put on the agent’s PATH', 'programs are put on the agent’s PATH'],
];

/** Sentences: what new sessions will run once it is on; the command lines where they are known. */
export function whatRuns(plugin: Plugin, component: Change['component'], enable: boolean): string[] {
  if (!enable) return [];
  const parts = (plugin.components ?? []).filter(
    (part) => component === undefined || (part.kind === component.kind && part.name === component.name),
  );
  const known = parts.flatMap(commandOf);
  if (known.length > MAX_LINES) return [...known.slice(0, MAX_LINES), `… and ${known.length - MAX_LINES} more.`];
  if (known.length > 0 || component !== undefined) return known;
  return counted.flatMap(([kind, one, many]) => {
    const count = plugin.provides[kind];
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many} with your rights.`];
  });
}

function commandOf(part: Component): string[] {
  const command = [part.command, ...(part.args ?? [])].filter((word) => word !== undefined).join(' ');
  const target = command === '' ? part.url : command;
  if (part.kind === 'hook' && target !== undefined) return [`Hook ${part.event ?? part.name}: ${target}`];
  if (part.kind === 'mcp-server' && target !== undefined) return [`MCP server ${part.name}: ${target}`];
  if (part.kind === 'lsp-server' && target !== undefined) return [`Language server ${part.name}: ${target}`];
  if (part.kind === 'monitor' && target !== undefined) return [`Monitor ${part.name}: ${target}`];
  if (part.kind === 'executable' || part.kind === 'module')
    return [`${part.kind === 'module' ? 'Module' : 'Program'} ${part.name}`];
  return (part.shellCommands ?? []).map(({ command: line }) => `${part.kind} ${part.name} runs: ${line}`);
}

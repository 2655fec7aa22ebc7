import type { UnknownRecord } from '#agents/shapes';
import { recordField, textField } from './rollout-fields.ts';

/** How Codex spells a server or tool to the model (openai/codex: codex-rs/codex-mcp/src/tools.rs). Lossy. */
export function spelledForModel(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_]/g, '_');
}

export function mcpToolName(server: string, tool: string): string {
  return `mcp__${server}__${tool}`;
}

/**
 * The name of a call: `mcp__server__tool` for MCP tools, whichever of the three spellings the record has; else
 * `namespace.name`, and the bare name for Codex's own functions.
 */
export function calledName(payload: UnknownRecord): string {
  const called = textField(payload, 'name') ?? textField(recordField(payload, 'function'), 'name') ?? '';
  const name = called.replace(/^functions\./, '');
  const namespace = textField(payload, 'namespace');
  if (namespace === undefined || namespace === 'functions') return name;
  if (namespace.startsWith('mcp__')) return `${namespace.replace(/__$/, '')}__${name}`;
  return `${namespace}.${name}`;
}

const shells = new Set(['exec_command', 'shell', 'shell_command', 'local_shell', 'unified_exec', 'container.exec']);

export function isShell(name: string): boolean {
  return shells.has(name);
}

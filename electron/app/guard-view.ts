import { AppError } from '#contract/errors';
import type { Guard } from '#contract/guard';
import type { Component, Plugin } from '#contract/plugin';
import type { ServerDefinition } from '#contract/server-definition';
import { readGuard } from './guard-files.ts';

/** The plugin with servers that its agent starts through Gatehouse told as what they are: what their entries said before. */
export function withGuards(data: string, plugin: Plugin): Plugin {
  const { components } = plugin;
  if (components === undefined || plugin.provides.mcpServers === 0) return plugin;
  return { ...plugin, components: components.map((each) => seenThrough(data, plugin.id, each)) };
}

function seenThrough(data: string, plugin: string, component: Component): Component {
  const guard = component.kind === 'mcp-server' ? guardOf(data, plugin, component.name) : undefined;
  if (guard === undefined) return component;
  const { definition } = guard;
  // Somebody rewrote the entry: then what is written is what runs.
  const isWrapped = component.args?.includes('--data') === true && component.args.includes(plugin);
  if (definition === undefined) return { ...component, guarded: true };
  if (!isWrapped) return component;
  const { command: _ours, args: _own, ...rest } = component;
  return {
    ...rest,
    ...(definition.command === undefined ? {} : { command: definition.command }),
    ...(definition.url === undefined
      ? {}
      : { type: definition.transport, url: definition.url, headers: headersOf(definition) }),
    ...(definition.args.length === 0 ? {} : { args: definition.args }),
    guarded: true,
  };
}

function headersOf({ headers = {}, variableHeaders = {} }: ServerDefinition): string[] {
  return [...Object.keys(headers), ...Object.keys(variableHeaders)];
}

/** A guard that cannot be read is told where it is used. */
function guardOf(data: string, plugin: string, server: string): Guard | undefined {
  try {
    return readGuard(data, plugin, server);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

import { serverKey } from '#contract/compiled-policy';
import { AppError } from '#contract/errors';
import type { Guard } from '#contract/guard';
import type { Component, Plugin } from '#contract/plugin';
import type { ServerDefinition } from '#contract/server-definition';
import { readGuard } from './guard-files.ts';
import { createPermissions } from './permissions.ts';

/** The plugin with servers that its agent starts through Gatehouse told as what they are: what their entries said before. */
export function withGuards(data: string, plugin: Plugin): Plugin {
  const { components } = plugin;
  if (components === undefined || plugin.provides.mcpServers === 0) return plugin;
  const uncaged = uncagedIn(data);
  const marked = (component: Component): Component =>
    component.kind === 'mcp-server' && uncaged.has(serverKey(plugin.id, component.name))
      ? { ...component, uncaged: true }
      : component;
  return { ...plugin, components: components.map((each) => marked(seenThrough(data, plugin.id, each))) };
}

/** Servers the user lets run without a cage where there can be none. */
function uncagedIn(data: string): ReadonlySet<string> {
  try {
    return new Set(createPermissions({ data, now: () => new Date() }).read().uncaged);
  } catch (error) {
    // Where it cannot be read every call is denied, and that is told where it is asked.
    if (error instanceof AppError) return new Set();
    throw error;
  }
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

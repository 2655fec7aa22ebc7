import type { SwitchDecision, SwitchRequest } from '#agents/agent-module';
import { asRecord } from '#agents/shapes';
import type { ClaudeFacts } from './claude-facts.ts';
import { decideListedServer } from './decide-server.ts';
import { decideInSettings, refuse } from './decide-settings.ts';
import { pluginServerVerdict } from './held-servers.ts';
import type { LocatedPlugin } from './located-plugins.ts';
import type { PluginLookups } from './plugin-lookups.ts';
import { packageOf, serverName, whyNotLoaded } from './plugin-rows.ts';
import { isOnByDefault, spokenIn, spokenOf } from './plugin-switch.ts';
import type { SettingsLayer } from './settings-layers.ts';

/** A plugin as a whole: one key of `enabledPlugins` in one of three files. */
export function decidePlugin(
  facts: ClaudeFacts,
  plugin: LocatedPlugin,
  request: SwitchRequest,
  lookups: PluginLookups,
): SwitchDecision {
  const { effective, switch: row } = request.plugin;
  if (plugin.marketplaceName === undefined) {
    const name = JSON.stringify(plugin.own);
    return refuse(
      'no-switch',
      `Claude Code ignores ${name}: a plugin id is name@marketplace. Remove it from the settings file by hand.`,
    );
  }
  const managed = facts.settings.layers.find(
    (layer) => layer.scope === 'managed' && spokenIn(layer, plugin) !== undefined,
  );
  if (managed !== undefined) {
    return refuse('managed', `Managed settings decide it (${managed.file}); nothing you may write is stronger.`);
  }
  if (effective.state === 'blocked') return refuse('managed', row.reason ?? effective.decidedBy.reason);
  const fallback = isOnByDefault(plugin, packageOf(facts, plugin)?.manifest.defaultEnabled);
  const current = spokenOf(facts.settings, plugin)[0]?.value ?? fallback;
  // It is turned on and yet not loaded, because another plugin of its name is.
  if (request.enable && current && !effective.enabled) return refuse('higher-layer', effective.decidedBy.reason);
  const decision = decideInSettings(facts, request, {
    valueOf: (layer) => spokenIn(layer, plugin)?.value,
    fallback,
    operation: { kind: 'set', path: ['enabledPlugins', plugin.own], value: request.enable },
    what: 'plugin',
  });
  if (!decision.ok) return decision;
  return { ...decision, afterwards: [...consequences(facts, plugin, request.enable, lookups), ...decision.afterwards] };
}

/** What the switch alone does not do: a plugin that cannot load stays unloaded, and others may need this one. */
function consequences(facts: ClaudeFacts, plugin: LocatedPlugin, enable: boolean, lookups: PluginLookups): string[] {
  if (enable) {
    const failure = whyNotLoaded(facts, plugin);
    return failure === undefined ? [] : [`It will be turned on, but not load: ${failure}`];
  }
  return lookups.dependents(plugin.own).map((other) => `${other.own} depends on it and will not load either.`);
}

/** A part of a plugin with a switch of its own: only its servers have one. */
export function decidePart(facts: ClaudeFacts, plugin: LocatedPlugin, request: SwitchRequest): SwitchDecision {
  const { component } = request;
  if (component?.kind !== 'mcp-server') {
    return refuse(
      'no-switch',
      `Claude Code has no switch for a single ${component?.kind ?? 'part'} of a plugin; switch the plugin.`,
    );
  }
  const found = packageOf(facts, plugin);
  if (found === undefined) return refuse('not-found', 'It is not installed, so it has no servers.');
  if (!found.serverNames.includes(component.name)) {
    const names = found.serverNames.join(', ') || 'none';
    return refuse('not-found', `It has no server ${JSON.stringify(component.name)}; it has: ${names}.`);
  }
  const server = found.parts.read.find((each) => each.kind === 'mcp-server' && each.name === component.name);
  const verdict =
    request.enable && server !== undefined ? pluginServerVerdict(facts, server, plugin.root ?? '') : undefined;
  if (verdict !== undefined) return refuse('managed', `${verdict.reason} ${verdict.layer.file} says so.`);
  return decideListedServer(facts, serverName(found.manifest.name ?? plugin.name, component.name), request);
}

/** A loose skill or command: `skillOverrides` in one of three files (documentation "Claude Code settings reference"). */
export function decideSkill(facts: ClaudeFacts, name: string, request: SwitchRequest): SwitchDecision {
  const valueOf = (layer: SettingsLayer) => {
    const value = asRecord(layer.value?.['skillOverrides'])?.[name];
    return typeof value === 'string' ? value !== 'off' : undefined;
  };
  const managed = facts.settings.layers.find((layer) => layer.scope === 'managed' && valueOf(layer) !== undefined);
  if (managed !== undefined) return refuse('managed', `Managed settings decide it (${managed.file}).`);
  return decideInSettings(facts, request, {
    valueOf,
    fallback: true,
    operation: { kind: 'set', path: ['skillOverrides', name], value: request.enable ? 'on' : 'off' },
    what: 'skill',
  });
}

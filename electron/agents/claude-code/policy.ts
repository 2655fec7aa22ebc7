import { asArray, asBoolean, asRecord, asString, asStringList, type UnknownRecord } from '#agents/shapes';
import type { Component } from '#contract/plugin';
import type { JsonFile } from './json-file.ts';
import { namesMarketplace } from './marketplace-rules.ts';
import type { Marketplace } from './marketplaces.ts';
import { everySetting, firstSetting, type Settings, type SettingsLayer } from './settings-layers.ts';

export interface Verdict {
  layer: SettingsLayer;
  key: string;
  reason: string;
}

const managedOf = (settings: Settings): Settings => ({
  ...settings,
  layers: settings.layers.filter((layer) => layer.scope === 'managed'),
});

/**
 * Whether managed rules forbid the plugins of a marketplace, or those of skills folders, which a list of allowed
 * marketplaces shuts out unless it names them (documentation "Manage Claude Code plugins for your organization";
 * seen with Claude Code 2.1.330).
 */
export function marketplaceVerdict(
  settings: Settings,
  name: string | undefined,
  marketplace: Marketplace | undefined,
): Verdict | undefined {
  const managed = managedOf(settings);
  if (name === 'builtin' || name === 'inline' || name === 'synced') return undefined;
  const blocked = firstSetting(managed, 'blockedMarketplaces');
  if (
    blocked !== undefined &&
    (asArray(blocked.value) ?? []).some((rule) => namesMarketplace(rule, name, marketplace))
  ) {
    return { layer: blocked.layer, key: 'blockedMarketplaces', reason: 'A managed rule blocks its marketplace.' };
  }
  for (const key of ['strictKnownMarketplaces', 'allowedMarketplaces']) {
    const allowed = firstSetting(managed, key);
    if (
      allowed === undefined ||
      (asArray(allowed.value) ?? []).some((rule) => namesMarketplace(rule, name, marketplace))
    )
      continue;
    const reason = 'Managed rules allow only named marketplaces, and this is none of them.';
    return { layer: allowed.layer, key, reason };
  }
  return name === 'skills-dir' ? looseVerdict(settings, 'skills') : undefined;
}

/** Whether `strictPluginOnlyCustomization` shuts out loose parts of this kind. */
export function looseVerdict(settings: Settings, part: 'skills' | 'agents' | 'hooks' | 'mcp'): Verdict | undefined {
  const key = 'strictPluginOnlyCustomization';
  const found = firstSetting(managedOf(settings), key);
  if (found === undefined) return undefined;
  const isShut = found.value === true || (asStringList(found.value)?.includes(part) ?? false);
  return isShut ? { layer: found.layer, key, reason: 'A managed rule allows this only from plugins.' } : undefined;
}

/** The layer that turns all hooks off, or those that are not managed. */
export function hooksVerdict(settings: Settings, isManaged: boolean): Verdict | undefined {
  const off = everySetting(settings, 'disableAllHooks').find(({ value }) => value === true);
  if (off !== undefined) return { layer: off.layer, key: 'disableAllHooks', reason: 'All hooks are turned off.' };
  const only = firstSetting(managedOf(settings), 'allowManagedHooksOnly');
  if (!isManaged && asBoolean(only?.value) === true && only !== undefined) {
    return { layer: only.layer, key: 'allowManagedHooksOnly', reason: 'A managed rule allows only managed hooks.' };
  }
  return undefined;
}

/**
 * Whether `deniedMcpServers` or `allowedMcpServers` forbid a server (documentation "Control MCP server access for your
 * organization"). Lists of all files count together, unless managed settings allow only their own list. A name in a
 * list never means a server of a plugin (seen with Claude Code 2.1.330).
 */
export function serverVerdict(
  settings: Settings,
  server: Component,
  from: 'standalone' | 'plugin' = 'standalone',
): Verdict | undefined {
  const names = (rule: UnknownRecord | undefined) => ruleNames(rule, server, from);
  for (const { layer, value } of everySetting(settings, 'deniedMcpServers')) {
    if ((asArray(value) ?? []).map(asRecord).some(names)) {
      return { layer, key: 'deniedMcpServers', reason: 'A rule denies this server.' };
    }
  }
  const only = firstSetting(managedOf(settings), 'allowManagedMcpServersOnly')?.value === true;
  const lists = everySetting(only ? managedOf(settings) : settings, 'allowedMcpServers');
  const strongest = lists[0];
  if (strongest === undefined) return undefined;
  const rules = lists.flatMap(({ value }) => asArray(value) ?? []).map(asRecord);
  // Once a rule of the server's own type exists, its name alone admits it no longer.
  const typed = rules.some((rule) => rule?.[server.url === undefined ? 'serverCommand' : 'serverUrl'] !== undefined);
  if (rules.some((rule) => !(typed && rule?.['serverName'] !== undefined) && names(rule))) return undefined;
  return {
    layer: strongest.layer,
    key: 'allowedMcpServers',
    reason: 'Only listed servers are allowed, and this is none of them.',
  };
}

/** `managed-mcp.json` shuts out all other servers by being there, whatever it holds (seen with Claude Code 2.1.330). */
export function managedServersVerdict({ file, exists, value }: JsonFile): Verdict | undefined {
  if (!exists) return undefined;
  const layer: SettingsLayer = { scope: 'managed', file, exists, value: undefined, isBroken: value === undefined };
  return { layer, key: 'mcpServers', reason: 'Managed servers shut out all others.' };
}

function ruleNames(rule: UnknownRecord | undefined, server: Component, from: 'standalone' | 'plugin'): boolean {
  if (rule === undefined) return false;
  const command = asStringList(rule['serverCommand']);
  if (command !== undefined)
    return JSON.stringify(command) === JSON.stringify([server.command, ...(server.args ?? [])]);
  const url = asString(rule['serverUrl']);
  if (url !== undefined) return server.url !== undefined && glob(url).test(server.url);
  return from === 'standalone' && rule['serverName'] === server.name;
}

function glob(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^\\n]*')}$`);
}

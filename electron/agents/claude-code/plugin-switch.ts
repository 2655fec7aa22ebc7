import { asRecord } from '#agents/shapes';
import type { LocatedPlugin } from './located-plugins.ts';
import { pointerOf } from './pointer.ts';
import type { Settings, SettingsLayer } from './settings-layers.ts';

/** What one settings file says of one plugin. */
export interface Spoken {
  layer: SettingsLayer;
  /** The key it stands under: the plugin's id, or one it had before its marketplace renamed it. */
  key: string;
  value: boolean;
  text: string;
  /** A list of versions: allowed, yet only `true` turns a plugin on (seen with Claude Code 2.1.330). */
  isOdd: boolean;
}

/** What each layer says of a plugin, highest first. */
export function spokenOf(settings: Settings, plugin: Pick<LocatedPlugin, 'own' | 'formerly'>): Spoken[] {
  return settings.layers.flatMap((layer) => spokenIn(layer, plugin) ?? []);
}

export function spokenIn(layer: SettingsLayer, plugin: Pick<LocatedPlugin, 'own' | 'formerly'>): Spoken | undefined {
  const map = asRecord(layer.value?.['enabledPlugins']);
  const key = map === undefined ? undefined : [plugin.own, ...plugin.formerly].find((each) => Object.hasOwn(map, each));
  if (map === undefined || key === undefined) return undefined;
  const raw = map[key];
  return { layer, key, value: raw === true, text: JSON.stringify(raw), isOdd: typeof raw !== 'boolean' };
}

export function switchPointer(key: string): string {
  return pointerOf('enabledPlugins', key);
}

/** Plugins of a marketplace are off until a settings file turns them on; all others are on until one turns them off. */
export function isOnByDefault(plugin: Pick<LocatedPlugin, 'origin'>, defaultEnabled: boolean | undefined): boolean {
  return plugin.origin !== 'cache' && plugin.origin !== 'in-place' && defaultEnabled !== false;
}

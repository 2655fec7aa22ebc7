import type { LocatedPlugin } from './located-plugins.ts';
import type { ClaudePackage } from './package-reader.ts';
import { spokenOf } from './plugin-switch.ts';
import type { Settings } from './settings-layers.ts';

export interface DependencyFailure {
  id: string;
  why: 'turned off' | 'not installed';
}

/**
 * The plugins one needs and cannot have; with one of them it does not load (seen with Claude Code 2.1.330).
 * A name without a marketplace means the plugin's own. Only direct dependencies are looked at.
 */
export function missingDependencies(
  settings: Settings,
  plugins: readonly LocatedPlugin[],
  plugin: LocatedPlugin,
  found: ClaudePackage | undefined,
): DependencyFailure[] {
  return dependencyIds(plugin, found).flatMap((id): DependencyFailure[] => {
    const other = plugins.find((each) => each.own === id);
    const spoken = other === undefined ? undefined : spokenOf(settings, other)[0];
    if (spoken?.value === true && other?.root !== undefined) return [];
    return [{ id, why: spoken?.value === false ? 'turned off' : 'not installed' }];
  });
}

export function dependencyIds(plugin: LocatedPlugin, found: ClaudePackage | undefined): string[] {
  return (found?.manifest.dependencies ?? []).map((name) =>
    name.includes('@') || plugin.marketplaceName === undefined ? name : `${name}@${plugin.marketplaceName}`,
  );
}

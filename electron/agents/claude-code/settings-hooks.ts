import { asRecord } from '#agents/shapes';
import { type Component, type Layer, nothingProvided, type Plugin, type Problem } from '#contract/plugin';
import { standaloneId } from '#contract/plugin-id';
import type { ClaudeFacts } from './claude-facts.ts';
import { hookComponents } from './component-hooks.ts';
import { hooksVerdict, looseVerdict } from './policy.ts';
import type { SettingsLayer } from './settings-layers.ts';

/** Hooks that a settings file holds, one row per file that has any. */
export interface SettingsHooks {
  id: string;
  layer: SettingsLayer;
}

export function settingsHooks(facts: ClaudeFacts): SettingsHooks[] {
  const { project } = facts.context;
  return (
    facts.settings.layers
      .filter((layer) => Object.keys(asRecord(layer.value?.['hooks']) ?? {}).length > 0)
      .map((layer) => {
        const folder = layer.scope === 'project' || layer.scope === 'local' ? project : undefined;
        return { id: standaloneId('claude-code', 'hooks', 'settings', layer.scope, folder), layer };
      })
      // Managed settings may be several files: the strongest stands for them.
      .filter((each, at, all) => all.findIndex((other) => other.id === each.id) === at)
  );
}

export function hooksRow(facts: ClaudeFacts, { id, layer }: SettingsHooks): Plugin {
  const problems: Problem[] = [];
  const components = hookComponents(layer.value?.['hooks'], layer.file, problems);
  const verdict =
    hooksVerdict(facts.settings, layer.scope === 'managed') ??
    (layer.scope === 'managed' ? undefined : looseVerdict(facts.settings, 'hooks'));
  const own: Layer = {
    scope: layer.scope,
    file: layer.file,
    pointer: 'hooks',
    value: `${components.length} hooks`,
    wins: verdict === undefined,
  };
  const isPolicy = verdict?.layer.scope === 'managed';
  return {
    id,
    agent: 'claude-code',
    kind: 'hooks',
    name: `Hooks in ${layer.scope} settings`,
    installs: [{ scope: layer.scope, path: layer.file, exists: true }],
    effective: {
      state: verdict === undefined ? 'enabled' : isPolicy ? 'blocked' : 'disabled',
      enabled: verdict === undefined,
      decidedBy:
        verdict === undefined
          ? { scope: layer.scope, file: layer.file, pointer: 'hooks', reason: 'Every hook in a settings file runs.' }
          : {
              scope: verdict.layer.scope,
              file: verdict.layer.file,
              pointer: verdict.key,
              value: 'true',
              reason: verdict.reason,
            },
      layers:
        verdict === undefined
          ? [own]
          : [
              {
                ...own,
                scope: verdict.layer.scope,
                file: verdict.layer.file,
                pointer: verdict.key,
                value: 'true',
                wins: true,
              },
              own,
            ],
    },
    provides: { ...nothingProvided, hooks: components.length },
    problems,
    switch: {
      can: false,
      reason: 'Claude Code has no switch for the hooks of one settings file; edit the file, or set disableAllHooks.',
    },
  };
}

export function describeHooks({ layer }: SettingsHooks, row: Plugin): Plugin {
  const components: Component[] = hookComponents(layer.value?.['hooks'], layer.file, []);
  return { ...row, components };
}

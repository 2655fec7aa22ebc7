import {
  type Effective,
  type Layer,
  nothingProvided,
  type Plugin,
  type Problem,
  type Provides,
} from '#contract/plugin';
import { pluginId } from '#contract/plugin-id';

export const home = '/home/ada';

const userLayer: Layer = {
  scope: 'user',
  file: `${home}/.claude/settings.json`,
  pointer: 'enabledPlugins',
  value: 'true',
  wins: true,
  line: 12,
};

export function layersOf(enabled: boolean): Layer[] {
  return [
    { scope: 'managed', file: '', pointer: '', value: '', wins: false, note: 'no file' },
    { ...userLayer, value: String(enabled) },
    { scope: 'default', file: '', pointer: 'on, unless the plugin says off', value: 'true', wins: false },
  ];
}

type Parts = Partial<Omit<Plugin, 'effective' | 'provides'>> & {
  name: string;
  effective?: Partial<Effective>;
  provides?: Partial<Provides>;
};

/** A Claude Code plugin that is on and well, but for what is given. */
export function plugin({ effective = {}, provides = {}, ...parts }: Parts): Plugin {
  const agent = parts.agent ?? 'claude-code';
  const marketplace = parts.marketplace ?? 'claude-plugins-official';
  const enabled = effective.enabled ?? true;
  return {
    id: pluginId(agent, `${parts.name}@${marketplace}`),
    agent,
    kind: 'plugin',
    marketplace,
    version: '1.2.0',
    description: `What ${parts.name} does, in its author's words.`,
    installs: [
      {
        scope: 'user',
        version: '1.2.0',
        path: `${home}/.claude/plugins/cache/${marketplace}/${parts.name}/1.2.0`,
        exists: true,
        installedAt: '2026-10-12T09:00:00.000Z',
      },
    ],
    problems: [],
    switch: { can: true },
    ...parts,
    effective: {
      state: enabled ? 'enabled' : 'disabled',
      enabled,
      decidedBy: {
        scope: 'user',
        file: `${home}/.claude/settings.json`,
        reason: `User settings turn it ${enabled ? 'on' : 'off'}.`,
      },
      layers: layersOf(enabled),
      ...effective,
    },
    provides: { ...nothingProvided, ...provides },
  };
}

export function problem(code: string, severity: Problem['severity'], message: string): Problem {
  return { code, severity, message, file: `${home}/.claude/settings.json`, line: 12 };
}

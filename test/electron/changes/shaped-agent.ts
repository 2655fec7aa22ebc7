import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import type { ConfigOperation } from '#agents/config-edit';
import { type Changes, createChanges } from '#changes/changes';
import { AppError } from '#contract/errors';
import { nothingProvided, type Plugin } from '#contract/plugin';
import { nodeReadPort } from '#platform/read-port-node';

/** Kinds of files a switch may write: as Claude Code and Codex have them, behind a link, not there yet, and taken back. */
export const shapes = ['settings.json', 'config.toml', 'behind a link', 'new file', 'undo'] as const;
export type Shape = (typeof shapes)[number];

const json = '{\n  // mine\n  "enabledPlugins": {\n    "a@m": true\n  }\n}\n';
const toml = '# mine\nmodel = "x"\n\n[plugins."a@m"]\nenabled = true # for now\n';

export interface ShapedHome {
  file: string;
  /** Where the file really lies. */
  folder: string;
  /** Before and after the switch, or the undo; undefined: no file. */
  old: string | undefined;
  next: string;
}

/** Makes the home; for an undo the switch that is to be taken back as well. */
export async function shapedHome(home: string, data: string, shape: Shape): Promise<ShapedHome> {
  const isToml = shape === 'config.toml';
  const folder = join(home, shape === 'behind a link' ? 'dotfiles' : 'agent');
  mkdirSync(folder, { recursive: true });
  const file = join(home, 'agent', isToml ? 'config.toml' : 'settings.json');
  const before = isToml ? toml : json;
  if (shape === 'behind a link') {
    mkdirSync(join(home, 'agent'));
    symlinkSync(join(folder, 'settings.json'), file);
    writeFileSync(join(folder, 'settings.json'), before);
  } else if (shape !== 'new file') writeFileSync(file, before);
  const after = before.replace('true', 'false');
  if (shape === 'new file')
    return { file, folder, old: undefined, next: '{\n  "enabledPlugins": {\n    "a@m": false\n  }\n}\n' };
  if (shape !== 'undo') return { file, folder, old: before, next: after };
  const changes = shapedChanges(file, data);
  await flipShaped(changes, 'a@m', false);
  await changes.close();
  return { file, folder, old: after, next: before };
}

type Flags = Record<string, { enabled?: boolean }>;

export function shapedChanges(file: string, dataFolder: string): Changes {
  const isToml = file.endsWith('.toml');
  const port = nodeReadPort();
  // As the agents' rooms do, it takes a file that cannot be read for one that says nothing.
  const stateOf = (id: string): boolean | undefined => {
    const outcome = port.read(file);
    if (!outcome.ok) return undefined;
    if (isToml) return (parse(outcome.text) as { plugins?: Flags }).plugins?.[id]?.enabled;
    return (JSON.parse(outcome.text.replace(/\/\/.*/g, '')) as { enabledPlugins?: Record<string, boolean> })
      .enabledPlugins?.[id];
  };
  const pluginOf = (id: string): Plugin => ({
    ...{ id, agent: isToml ? 'codex' : 'claude-code', kind: 'plugin', name: id, installs: [], problems: [] },
    effective: {
      ...{ state: stateOf(id) === true ? 'enabled' : 'disabled', enabled: stateOf(id) === true, layers: [] },
      decidedBy: { scope: 'user', reason: 'It says so.' },
    },
    ...{ provides: nothingProvided, switch: { can: true } },
  });
  return createChanges({
    ...{ port, dataFolder, asked: 'terminal', now: () => new Date(), lookAgainMs: 0 },
    resolve: async (id) => pluginOf(id),
    decide: async ({ id, enable }) => {
      const path = isToml ? ['plugins', id, 'enabled'] : ['enabledPlugins', id];
      const operation: ConfigOperation = { kind: 'set', path, value: enable };
      const edit = { file, format: isToml ? ('toml' as const) : ('json' as const), operation };
      const options = [
        {
          scope: 'user' as const,
          takesEffect: true,
          reason: 'It decides.',
          edit: isToml ? edit : { ...edit, lock: `${file}.lock` },
        },
      ];
      if (stateOf(id) === enable)
        return {
          plugin: pluginOf(id),
          decision: { ok: false, code: 'already', reason: 'It is so already.', options: [] },
        };
      return { plugin: pluginOf(id), decision: { ok: true, options, afterwards: [] } };
    },
  });
}

export async function flipShaped(changes: Changes, id: string, enable: boolean) {
  const outcome = await changes.plan({ id, enable, project: null });
  if (!outcome.ok) throw new AppError('conflict', outcome.refusal.reason);
  return changes.apply(outcome.plan.planId);
}

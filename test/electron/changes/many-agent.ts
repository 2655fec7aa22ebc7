import { join } from 'node:path';
import type { SwitchDecision } from '#agents/agent-module';
import type { ConfigEdit } from '#agents/config-edit';
import { type ChangesOptions, createChanges } from '#changes/changes';
import { meaningOf } from '#changes/config-text';
import { valueAt } from '#changes/config-value';
import { nothingProvided, type Plugin } from '#contract/plugin';
import { readFileState } from '#platform/file-state';
import { nodeReadPort } from '#platform/read-port-node';

/** Ids `c:NAME` live in `<home>/settings.json`, ids `x:NAME` in `<home>/config.toml`; `p:NAME` is decided by a policy. */
export function manyAgent(home: string): Pick<ChangesOptions, 'resolve' | 'decide' | 'look'> {
  const editOf = (id: string, value: boolean): ConfigEdit => {
    const name = id.slice(2);
    if (id.startsWith('x:')) {
      const operation = { kind: 'set', path: ['plugins', name, 'enabled'], value } as const;
      return { file: join(home, 'config.toml'), format: 'toml', operation };
    }
    const file = join(home, 'settings.json');
    const operation = { kind: 'set', path: ['enabledPlugins', name], value } as const;
    return { file, format: 'json', operation, lock: `${file}.lock` };
  };
  const stateOf = (id: string): unknown => {
    const { file, format, operation } = editOf(id, true);
    const text = readFileState(file).bytes?.toString() ?? '';
    return valueAt(meaningOf(format, text), operation.path);
  };
  const pluginOf = (id: string): Plugin => {
    const enabled = stateOf(id) === true;
    return {
      ...{ id, agent: 'claude-code', kind: 'plugin', name: id.slice(2), installs: [], problems: [] },
      effective: {
        state: enabled ? 'enabled' : 'disabled',
        enabled,
        decidedBy: { scope: 'user', reason: 'It says so.' },
        layers: [],
      },
      provides: { ...nothingProvided, hooks: 2 },
      switch: { can: true },
    };
  };
  const decisionOf = (id: string, enable: boolean): SwitchDecision => {
    if (id.startsWith('p:')) return { ok: false, code: 'managed', reason: 'A policy decides.', options: [] };
    if (stateOf(id) === enable) return { ok: false, code: 'already', reason: 'It is so already.', options: [] };
    const options = [{ scope: 'user' as const, takesEffect: true, reason: 'It decides.', edit: editOf(id, enable) }];
    return { ok: true, options, afterwards: ['Running sessions keep it.'] };
  };
  return {
    resolve: async (id) => pluginOf(id),
    decide: async ({ id, enable }) => ({ plugin: pluginOf(id), decision: decisionOf(id, enable) }),
  };
}

export function changesOfMany(home: string, dataFolder: string, more: Partial<ChangesOptions> = {}) {
  return createChanges({
    ...{ port: nodeReadPort(), dataFolder, asked: 'terminal', now: () => new Date(), lookAgainMs: 0 },
    ...manyAgent(home),
    ...more,
  });
}

/** Plans and applies in one go. Throws when nothing can be switched. */
export async function flipMany(changes: ReturnType<typeof createChanges>, ids: readonly string[], enable: boolean) {
  const outcome = await changes.planMany({ wishes: ids.map((id) => ({ id, enable })), project: null });
  if (!outcome.ok) throw new Error(outcome.reason);
  return changes.applyMany(outcome.plan.planId);
}

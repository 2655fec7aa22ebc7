import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SwitchDecision } from '#agents/agent-module';
import type { ConfigOperation } from '#agents/config-edit';
import { type ChangesOptions, createChanges } from '#changes/changes';
import { nothingProvided, type Plugin } from '#contract/plugin';
import { nodeReadPort } from '#platform/read-port-node';

/** An agent with one settings file, `<home>/settings.json`, and a list of parts that are off in it. */
export function oneFileAgent(home: string): Pick<ChangesOptions, 'resolve' | 'decide'> & { file: string } {
  const file = join(home, 'settings.json');
  const settings = (): { enabledPlugins?: Record<string, boolean>; off?: string[] } => {
    try {
      return JSON.parse(readFileSync(file, 'utf8').replace('\uFEFF', ''));
    } catch {
      return {};
    }
  };
  const pluginOf = (id: string): Plugin => {
    const enabled = settings().enabledPlugins?.[id] === true;
    return {
      id,
      agent: 'claude-code',
      kind: 'plugin',
      name: id,
      installs: [],
      effective: {
        state: enabled ? 'enabled' : 'disabled',
        enabled,
        decidedBy: { scope: 'user', reason: 'It says so.' },
        layers: [],
      },
      provides: { ...nothingProvided, hooks: 2 },
      problems: [],
      switch: { can: true },
    };
  };
  const decisionOf = (isSo: boolean, operation: ConfigOperation): SwitchDecision => {
    if (isSo) return { ok: false, code: 'already', reason: 'It is so already.', options: [] };
    const edit = { file, format: 'json' as const, operation, lock: `${file}.lock` };
    const options = [{ scope: 'user' as const, takesEffect: true, reason: 'It decides.', edit }];
    return { ok: true, options, afterwards: ['Running sessions keep it.'] };
  };
  return {
    file,
    resolve: async (id) => pluginOf(id),
    decide: async ({ id, enable, component }) => {
      const plugin = pluginOf(id);
      if (component !== undefined) {
        const isOff = settings().off?.includes(component.name) === true;
        const kind = enable ? 'remove-from-list' : 'add-to-list';
        return { plugin, decision: decisionOf(isOff !== enable, { kind, path: ['off'], item: component.name }) };
      }
      const path = ['enabledPlugins', id];
      const isSo = settings().enabledPlugins?.[id] === enable;
      return { plugin, decision: decisionOf(isSo, { kind: 'set', path, value: enable }) };
    },
  };
}

export function changesOver(home: string, dataFolder: string, more: Partial<ChangesOptions> = {}) {
  const { resolve, decide } = oneFileAgent(home);
  return createChanges({
    port: nodeReadPort(),
    dataFolder,
    asked: 'terminal',
    now: () => new Date(),
    resolve,
    decide,
    lookAgainMs: 0,
    ...more,
  });
}

/** Plans and applies in one go. Throws when the plan is refused. */
export async function flip(changes: ReturnType<typeof createChanges>, id: string, enable: boolean) {
  const outcome = await changes.plan({ id, enable, project: null });
  if (!outcome.ok) throw new Error(outcome.refusal.reason);
  return changes.apply(outcome.plan.planId);
}

import type { AgentModule, AgentScan, ScanContext } from '#agents/agent-module';
import { parseJsonText } from '#agents/json-text';
import { pathsFor } from '#agents/paths';
import { asRecord } from '#agents/shapes';
import { nothingProvided, type Plugin } from '#contract/plugin';
import { pluginId } from '#contract/plugin-id';

/** The smallest agent there can be: `<home>/agent.json` says `{name: on}`, `<home>/packages/<name>/about` describes. */
export function folderAgent(): AgentModule & { packageReads: string[]; scans(): number } {
  const packageReads: string[] = [];
  let scans = 0;

  const about = (context: ScanContext, name: string): string | undefined => {
    const root = pathsFor(context.machine.platform).join(context.machine.home, 'packages', name);
    return context.memo.remember(root, 'about', () => {
      packageReads.push(name);
      const outcome = context.port.read(pathsFor(context.machine.platform).join(root, 'about'));
      return outcome.ok ? outcome.text : undefined;
    });
  };

  const scan = async (context: ScanContext): Promise<AgentScan> => {
    scans += 1;
    const paths = pathsFor(context.machine.platform);
    const file = paths.join(context.machine.home, 'agent.json');
    const outcome = context.port.read(file);
    const parsed = outcome.ok ? parseJsonText(outcome.text, file) : { value: {}, problems: [] };
    const switches = asRecord(parsed.value) ?? {};
    const plugins: Plugin[] = [];
    for (const [name, isOn] of Object.entries(switches)) {
      await context.pace();
      const description = about(context, name);
      plugins.push({
        id: pluginId('codex', name),
        agent: 'codex',
        kind: 'plugin',
        name,
        ...(description === undefined ? {} : { description }),
        installs: [],
        effective: {
          state: isOn === true ? 'enabled' : 'disabled',
          enabled: isOn === true,
          decidedBy: { scope: 'user', file, reason: 'The file says so.' },
          layers: [],
        },
        provides: nothingProvided,
        problems: [],
        switch: { can: true },
      });
    }
    return {
      agent: { id: 'codex', found: outcome.ok, root: context.machine.home, problems: parsed.problems, looked: [] },
      plugins,
      projects: [],
      watch: [
        { path: file, kind: 'file' },
        ...plugins.map((plugin) => ({
          path: paths.join(context.machine.home, 'packages', plugin.name, 'about'),
          kind: 'file' as const,
          root: paths.join(context.machine.home, 'packages', plugin.name),
        })),
      ],
    };
  };

  return {
    id: 'codex',
    displayName: 'Folder agent',
    packageReads,
    scans: () => scans,
    scan,
    describe: async (_context, plugin) => ({ ...plugin, components: [] }),
    plainSecrets: () => [],
    secretHolders: () => [],
    settingsFiles: () => [],
    configFiles: () => [],
    runningSessions: () => [],
    serverDefinition: () => undefined,
    decideGuard: () => ({ ok: false, code: 'no-switch', reason: 'It has none.', options: [] }),
    suppliedNames: async () => new Map(),
    decideSwitch: () => ({ ok: false, code: 'no-switch', reason: 'It has none.', options: [] }),
    switchDecider: () => () => ({ ok: false, code: 'no-switch', reason: 'It has none.', options: [] }),
  };
}

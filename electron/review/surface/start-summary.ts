import type { Plugin } from '#contract/plugin';
import type { SurfaceEntry, SurfaceKind } from '#contract/surface';

const names: Partial<Record<SurfaceKind, readonly [string, string]>> = {
  hook: ['hook', 'hooks'],
  server: ['server', 'servers'],
  helper: ['helper command', 'helper commands'],
  monitor: ['monitor', 'monitors'],
  module: ['module', 'modules'],
  'status-line': ['status line', 'status lines'],
};

/** "When your next session starts: 2 hooks and 1 server run as you, 1 server is caged." */
export function startSummary(plugin: Plugin, entries: readonly SurfaceEntry[]): string {
  const starting = entries.filter((each) => each.when === 'session-start' && each.isOn);
  const { state } = plugin.effective;
  if (state !== 'enabled') {
    const wouldBe = starting.length > 0 ? ` If it were on: ${counted(starting)}.` : '';
    return `It is ${state}, so nothing of it runs.${wouldBe}`;
  }
  if (starting.length === 0) return 'When your next session starts, nothing of it runs.';
  return `When your next session starts: ${startCounts(starting)}.`;
}

/** "2 hooks and 1 server run as you, 1 server is contacted", of entries that run at a start. */
export function startCounts(starting: readonly SurfaceEntry[]): string {
  const parts = [
    verb(starting, 'you', 'runs as you', 'run as you'),
    verb(starting, 'caged', 'runs caged', 'run caged'),
    verb(starting, 'elsewhere', 'is contacted', 'are contacted'),
    verb(starting, 'model', 'asks the model', 'ask the model'),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function verb(all: readonly SurfaceEntry[], as: SurfaceEntry['runsAs'], one: string, many: string): string | undefined {
  const these = all.filter((each) => each.runsAs === as);
  return these.length === 0 ? undefined : `${counted(these)} ${these.length === 1 ? one : many}`;
}

function counted(entries: readonly SurfaceEntry[]): string {
  const kinds = [...new Set(entries.map((each) => each.kind))];
  const parts = kinds.map((kind) => {
    const count = entries.filter((each) => each.kind === kind).length;
    const [one, many] = names[kind] ?? ['program', 'programs'];
    return `${count} ${count === 1 ? one : many}`;
  });
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

import { parsePluginId } from '#contract/plugin-id';
import type { EndedRun, Running } from '#contract/runs';

/** The plugin's own name out of its id. */
export function runName({ plugin, server }: Pick<Running, 'plugin' | 'server'>): string {
  const name = parsePluginId(plugin)?.name ?? plugin;
  return name === server ? name : `${server} of ${name}`;
}

/** How long, in its largest two units. */
export function upTime(at: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - at) / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** Its state in words: what it is, not how it looks. */
export function runState({ isOrphan, caged, host }: Running, isEnding: boolean): string {
  if (isEnding) return 'Ending';
  if (host !== undefined) return 'Remote';
  if (isOrphan) return caged ? 'Left behind' : 'Left behind, not caged';
  return caged ? 'Caged' : 'Not caged';
}

/** Whether somebody should look: it runs as the user, or nobody holds it. A remote one has nothing here to cage. */
export function isOdd({ isOrphan, caged, host }: Running): boolean {
  return isOrphan || (!caged && host === undefined);
}

/** How one ended that was not asked to. */
export function endedState({ began, code }: EndedRun): string {
  if (began === undefined) return 'Not started';
  return code === undefined ? 'Killed' : `Exited with ${code}`;
}

/** The last thing it said, or why Gatehouse says it ended. */
export function lastWords({ lastLines, why }: EndedRun): string {
  return lastLines.at(-1) ?? why;
}

/** Of all that run: how many somebody should look at, else where they are. */
export function placesOf(runs: readonly Running[]): string {
  const odd = runs.filter(isOdd).length;
  const remote = runs.filter(({ host }) => host !== undefined).length;
  if (odd > 0) return `${odd} not caged or left behind`;
  if (remote === 0) return 'all caged';
  if (remote === runs.length) return remote === 1 ? 'remote' : 'all remote';
  return `${remote} remote, the rest caged`;
}

import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import type { History } from '#history/history';
import type { Core } from './core.ts';

/** Journal entries looked at. */
const LOOKED = 500;
/** Calls come in bursts; the look follows this long after the last one. */
const QUIET_MS = 3_000;

/**
 * Plugins that are off, and ran all the same in a session that began after they were switched off here: an agent's
 * switch that leaks. A session that was running when the switch was flipped may keep what it loaded; that is no leak.
 */
export async function findLeaks(core: Core, history: History): Promise<Map<string, Problem>> {
  const found = new Map<string, Problem>();
  for (const [plugin, offAt] of await switchedOff(core)) {
    const late = await history.ask('ranAfter', { plugin, after: offAt });
    if (late === null) continue;
    const { file, line, tool } = await history.ask('detail', { id: late.call });
    const message = `It was switched off on ${inWords(offAt)}, and "${tool}" ran on ${inWords(late.at)} in a session that began later (${late.session}).`;
    const place = { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) };
    found.set(plugin, problem('ran-after-off', message, place));
  }
  return found;
}

function inWords(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').slice(0, 19);
}

/** When each plugin that is off now was switched off for the last time, as far as our journal knows. */
async function switchedOff(core: Core): Promise<Map<string, number>> {
  const offs = new Map<string, number>();
  const decided = new Set<string>();
  // Newest first: what came last about a plugin decides.
  for (const change of await (await core.changes()).list(LOOKED)) {
    const { kind, component, state, plugin, enable, at } = change;
    if (kind !== 'switch' || component !== undefined || state !== 'applied' || plugin === undefined) continue;
    if (!decided.has(plugin) && enable === false) offs.set(plugin, Date.parse(at));
    decided.add(plugin);
  }
  if (offs.size === 0) return offs;
  const { plugins } = await core.inventory.snapshot(null);
  const isOff = new Set(plugins.filter((plugin) => plugin.effective.state === 'disabled').map((plugin) => plugin.id));
  return new Map([...offs].filter(([plugin]) => isOff.has(plugin)));
}

/** Looks for leaks after every burst of calls and every switch, and hands on what changed. Returns its end. */
export async function followLeaks(
  core: Core,
  history: History,
  { changed, log }: { changed(leaks: ReadonlyMap<string, Problem>): void; log(message: string): void },
): Promise<() => void> {
  let timer: NodeJS.Timeout | undefined;
  let known = '[]';
  let isOver = false;
  const look = async () => {
    const leaks = await findLeaks(core, history);
    const now = JSON.stringify([...leaks]);
    if (isOver || now === known) return;
    known = now;
    changed(leaks);
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      look().catch((error: unknown) => {
        if (!isOver) log(`Whether switched off plugins ran could not be looked up: ${String(error)}`);
      });
    }, QUIET_MS);
  };
  const stops = [history.onChanged(soon), (await core.changes()).onRecorded(soon)];
  soon();
  return () => {
    isOver = true;
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

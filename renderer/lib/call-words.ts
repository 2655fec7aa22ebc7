import type { Call, CallType, FacetName, Outcome } from '#contract/history';
import { parsePluginId } from '#contract/plugin-id';

export const outcomeTitles: Record<Outcome, string> = {
  ok: 'OK',
  error: 'Error',
  denied: 'Denied',
  cancelled: 'Cancelled',
  unknown: 'Outcome unknown',
};

export const typeNames: Record<CallType, string> = { tool: 'Tool', skill: 'Skill', command: 'Command', hook: 'Hook' };

export const facetTitles: Record<FacetName, string> = {
  agent: 'Agent',
  plugin: 'Plugin',
  server: 'Server',
  tool: 'Tool',
  outcome: 'Outcome',
  project: 'Project',
  decision: 'Decided by',
  type: 'Type',
};

/** What supplied a call, in one or two words: the plugin's own name, else the server's; built-in tools have none. */
export function supplierOf(call: Pick<Call, 'plugin' | 'server'>): string | undefined {
  return call.plugin === undefined ? call.server : pluginName(call.plugin);
}

export function pluginName(id: string): string {
  return parsePluginId(id)?.name ?? id;
}

/** The plugin's name with its marketplace or scope. */
export function pluginTitle(id: string): string {
  const parsed = parsePluginId(id);
  if (parsed === undefined) return id;
  const place = parsed.kind === 'plugin' ? parsed.marketplace : parsed.scope;
  return place === undefined ? parsed.name : `${parsed.name}@${place}`;
}

/** `3 ms`, `1.84 s`, `41.7 s`, `12 min`, `3.2 h`. */
export function durationText(ms: number | undefined): string {
  if (ms === undefined) return '';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_995) return `${(ms / 1_000).toFixed(2)} s`;
  if (ms < 99_950) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 5_970_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

/** Long enough that a person waited: said in full ink. */
export function isSlow(ms: number | undefined): boolean {
  return ms !== undefined && ms >= 10_000;
}

/** `412 B`, `1.1 kB`, `3.4 MB`: powers of a thousand. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const [size, unit] =
    bytes < 999_950 ? [bytes / 1e3, 'kB'] : bytes < 999_950_000 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${size.toFixed(size < 99.95 ? 1 : 0)} ${unit}`;
}

/** `14:02:41` and `.118`. */
export function clockText(at: number): { time: string; fraction: string } {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return {
    time: `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`,
    fraction: `.${String(date.getMilliseconds()).padStart(3, '0')}`,
  };
}

/** `Today`, `Yesterday` or the weekday, and the date. `midnight` and `today` are local midnights. */
export function dayWords(midnight: number, today: number): { name: string; date: string } {
  const date = new Date(midnight);
  const ago = Math.round((today - midnight) / 86_400_000);
  const weekday = date.toLocaleDateString('en-GB', { weekday: 'long' });
  const isThisYear = date.getFullYear() === new Date(today).getFullYear();
  const rest = date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
  if (ago === 0 || ago === 1) return { name: ago === 0 ? 'Today' : 'Yesterday', date: `${weekday} ${rest}` };
  return { name: weekday, date: rest };
}

/** How long ago in as few letters as a narrow column has: `now`, `5 min`, `3 h`, `2 d`, `5 mo`. */
export function agoText(at: number, now: number): string {
  const minutes = Math.max(0, (now - at) / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${Math.floor(minutes)} min`;
  if (minutes < 1_440) return `${Math.floor(minutes / 60)} h`;
  if (minutes < 86_400) return `${Math.floor(minutes / 1_440)} d`;
  return `${Math.floor(minutes / 43_200)} mo`;
}

const deciders: Record<string, string> = {
  user: 'you',
  rule: 'a rule',
  mode: 'the permission mode',
  hook: 'a hook',
  classifier: "the agent's classifier",
  agent: 'the agent',
  system: "this machine's policy",
  default: 'the default for such tools',
  held: 'Gatehouse, because the tool has changed',
  unlisted: 'Gatehouse, because the server does not list the tool',
  approval: 'you, when asked',
  timeout: 'Gatehouse, because nobody answered',
  'no-app': 'Gatehouse, because it was not open to ask',
};

/** Who let it run, or did not. Undefined when the record does not say. */
export function decisionWords(call: Pick<Call, 'decision' | 'outcome'>): string | undefined {
  if (call.decision === undefined || call.decision === 'unknown') return undefined;
  const who = deciders[call.decision] ?? call.decision;
  return call.outcome === 'denied' ? `Denied by ${who}` : `Allowed by ${who}`;
}

/** `8,204` up to four digits grouped, then `12k`, `1.2M`. */
export function shortCount(count: number): string {
  if (count < 10_000) return count.toLocaleString('en');
  if (count < 999_500) return `${Math.round(count / 1_000)}k`;
  return `${(count / 1e6).toFixed(1)}M`;
}

import { type LogSource, type PlacedLine, withoutColours } from '#contract/logs';

/** Which lines of a log are shown. */
export const logFilters = ['all', 'stderr', 'protocol', 'gatehouse'] as const;
export type LogFilter = (typeof logFilters)[number];

const shownBy: Record<LogFilter, readonly LogSource[]> = {
  all: ['stderr', 'agent', 'server', 'gatehouse'],
  stderr: ['stderr'],
  protocol: ['agent', 'server'],
  gatehouse: ['gatehouse'],
};

export const filterNames: Record<LogFilter, string> = {
  all: 'All lines',
  stderr: 'stderr',
  protocol: 'Protocol',
  gatehouse: 'Gatehouse',
};

export const sourceNames: Record<LogSource, string> = {
  stderr: 'stderr',
  agent: 'agent',
  server: 'server',
  gatehouse: 'gate',
};

export function filterLines(lines: readonly PlacedLine[], filter: LogFilter): readonly PlacedLine[] {
  return filter === 'all' ? lines : lines.filter(({ from }) => shownBy[filter].includes(from));
}

/** One character is in nearly every line; a search begins with two. */
export function isSought(query: string): boolean {
  return query.trim().length > 1;
}

/** Places of the lines that hold the text, letter case aside; none without a search. */
export function matchesOf(lines: readonly PlacedLine[], query: string): string[] {
  if (!isSought(query)) return [];
  const sought = query.trim().toLowerCase();
  return lines.filter(({ text }) => withoutColours(text).toLowerCase().includes(sought)).map(({ place }) => place);
}

/** The match before or behind the one that is chosen, around the ends; the newest when none is. */
export function stepMatch(matches: readonly string[], chosen: string | undefined, step: 1 | -1): string | undefined {
  const at = chosen === undefined ? -1 : matches.indexOf(chosen);
  if (at < 0) return matches.at(-1);
  return matches.at((at + step) % matches.length);
}

/** `14:02:28.652`, in this machine's time. */
export function logTime(at: number): string {
  return `${new Date(at).toLocaleTimeString('en-GB')}.${String(Math.floor(at) % 1_000).padStart(3, '0')}`;
}

/** The lines as they would be pasted: with their whole time, and as they were written. */
export function logText(lines: readonly PlacedLine[]): string {
  return lines.map(({ at, from, text }) => `${new Date(at).toISOString()} ${from} ${text}\n`).join('');
}

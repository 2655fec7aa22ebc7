import type { MatrixCell, MatrixRow } from '#contract/permissions';
import { type Effect, effects, toolClasses } from '#contract/policy';
import { pluginTitle } from './call-words.ts';
import { agentNames } from './words.ts';

/** What is decided of the tools of one cell. */
export interface CellSummary {
  /** Undefined when tools differ. */
  effect: Effect | undefined;
  /** How many known tools; none: the effect is what a tool would get. */
  tools: number;
  /** `3 allow, 1 deny`; empty when they agree. */
  parts: { effect: Effect; count: number }[];
}

export function summaryOf({ tools, others }: MatrixCell): CellSummary {
  const parts = effects.map((effect) => ({ effect, count: tools[effect] })).filter(({ count }) => count > 0);
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const [first, ...more] = parts;
  if (first === undefined) return { effect: others.effect, tools: 0, parts: [] };
  return more.length === 0
    ? { effect: first.effect, tools: total, parts: [] }
    : { effect: undefined, tools: total, parts };
}

/** Held ones first, then those that rules name, then by name. */
export function sortRows(rows: readonly MatrixRow[]): MatrixRow[] {
  const rank = (row: MatrixRow) => (row.held > 0 ? 0 : row.rules > 0 ? 1 : 2);
  const name = (row: MatrixRow) => `${pluginTitle(row.plugin)} ${row.server}`.toLowerCase();
  return rows.toSorted((a, b) => rank(a) - rank(b) || name(a).localeCompare(name(b), 'en'));
}

/** Rows that hold every word: of their names, their agent, what is decided, `held`, `guarded`, `managed`, `rules`. */
export function filterRows(rows: readonly MatrixRow[], query: string): MatrixRow[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return rows.filter((row) => {
    const text = wordsOf(row);
    return words.every((word) => text.includes(word));
  });
}

function wordsOf(row: MatrixRow): string {
  const cells = toolClasses.map((kind) => row.cells[kind]);
  const decided = effects.filter((effect) =>
    cells.some((cell) => cell.tools[effect] > 0 || summaryOf(cell).effect === effect),
  );
  return [
    ...[row.plugin, row.server, pluginTitle(row.plugin), agentNames[row.agent], ...decided],
    row.isGuarded ? 'guarded' : 'unguarded',
    ...(row.held > 0 ? ['held'] : []),
    ...(row.rules > 0 ? ['rules'] : []),
    ...(cells.some(({ isManaged }) => isManaged) ? ['managed'] : []),
  ]
    .join(' ')
    .toLowerCase();
}

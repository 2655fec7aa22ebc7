import type { QueryProblem } from '#contract/history';

/** Ends the parsing of a query; `parseQuery` turns it into the problem it returns. */
export class QueryFault extends Error {
  readonly problem: QueryProblem;

  constructor(message: string, from: number, to: number) {
    super(message);
    // Where something is missing, the character before it is pointed at.
    this.problem = { message, from: Math.max(0, Math.min(from, to - 1)), to };
  }
}

/** The name that was probably meant: one or two letters away, or begun or continued. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  const begun = names.find((each) => wanted.length > 1 && (each.startsWith(wanted) || wanted.startsWith(each)));
  if (begun !== undefined) return begun;
  const near = names
    .map((each) => ({ each, distance: editDistance(wanted, each) }))
    .filter(({ each, distance }) => distance <= Math.min(2, each.length - 1, wanted.length - 1))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.each;
}

/** Letters to change, add or take away. Long texts are far from everything. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** One line of the report. */
export interface Row {
  name: string;
  /** With its unit, and with what it should be compared to. */
  measured: string;
  budget: string;
  verdict: 'PASS' | 'MISS' | 'NOT RUN' | 'NO BUDGET';
  /** The figures behind it, by name. */
  figures: Record<string, number>;
}

export interface Limit {
  value: number;
  /** Not more than this. */
  limit: number;
  unit: string;
}

export function row(name: string, { value, limit, unit }: Limit, more: string, figures: Record<string, number>): Row {
  const measured = `${shown(value)} ${unit}${more === '' ? '' : ` (${more})`}`;
  return { name, measured, budget: `≤ ${limit} ${unit}`, verdict: value <= limit ? 'PASS' : 'MISS', figures };
}

export function notRun(name: string, budget: string, why: string): Row {
  return { name, measured: why, budget, verdict: 'NOT RUN', figures: {} };
}

/** A figure that is told beside others and has no budget. */
export function figure(name: string, measured: string, figures: Record<string, number>): Row {
  return { name, measured, budget: 'none', verdict: 'NO BUDGET', figures };
}

/** The smallest value that `share` of all values do not exceed; `share` is between 0 and 1. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Three digits that mean something. */
export function shown(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** Milliseconds before attempt `attempt` (1 is the first after a loss): doubling to ten seconds, spread by half. */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(10_000, 250 * 2 ** Math.min(attempt - 1, 16));
  return Math.round(full * (0.5 + random() / 2));
}

/**
 * Which cached version Codex loads: `local` before all, else the highest; as semantic versions when both are,
 * as plain text otherwise (openai/codex: codex-rs/core-plugins/src/store.rs).
 */
export function newestVersion(versions: readonly string[]): string | undefined {
  if (versions.includes('local')) return 'local';
  let best: string | undefined;
  for (const version of versions) {
    if (best === undefined || compareVersions(version, best) > 0) best = version;
  }
  return best;
}

/** Negative, zero or positive. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [semantic(a), semantic(b)];
  if (left === undefined || right === undefined) return compareText(a, b);
  for (const at of [0, 1, 2]) {
    const difference = Number(left.numbers[at]) - Number(right.numbers[at]);
    if (difference !== 0) return difference;
  }
  return comparePrerelease(left.prerelease, right.prerelease) || compareText(a, b);
}

/** A name Codex takes for a version folder. */
export function isVersionName(name: string): boolean {
  return /^[A-Za-z0-9._+-]+$/.test(name) && name !== '.' && name !== '..';
}

function semantic(version: string): { numbers: string[]; prerelease: string[] } | undefined {
  const number = '(0|[1-9]\\d*)';
  const match = new RegExp(`^${number}\\.${number}\\.${number}(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?$`).exec(
    version,
  );
  if (match === null) return undefined;
  return { numbers: match.slice(1, 4), prerelease: match[4]?.split('.') ?? [] };
}

function comparePrerelease(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [left, right] = [a[at], b[at]];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    const [leftIsNumber, rightIsNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (leftIsNumber !== rightIsNumber) return leftIsNumber ? -1 : 1;
    const difference = leftIsNumber ? Number(left) - Number(right) : compareText(left, right);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

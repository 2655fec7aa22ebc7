import { readdirSync, readFileSync } from 'node:fs';
import { unlessMissing } from '#platform/system-error';

const CLOSE_ON_EXEC = 0o2_000_000;

/**
 * Descriptors above stderr that this process would pass on to a child without meaning to: whoever started it left them
 * open, and Node marks its own, but not all of those. An open folder is a way out of any cage. Linux only.
 */
export function inheritedDescriptors(): number[] {
  return readdirSync('/proc/self/fdinfo')
    .map(Number)
    .filter((descriptor) => descriptor > 2 && isPassedOn(descriptor));
}

function isPassedOn(descriptor: number): boolean {
  const info = unlessMissing(() => readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1')) ?? '';
  const flags = /^flags:\s+([0-7]+)/m.exec(info)?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
}

/**
 * What the child gets as 3, 4, …: first what it is meant to have, then for each number up to the last inherited one
 * `nothing`, an open `/dev/null`.
 */
export function withoutInherited(wanted: readonly number[], inherited: readonly number[], nothing: number): number[] {
  const length = Math.max(wanted.length, ...inherited.map((descriptor) => descriptor - 2));
  return Array.from({ length }, (_, index) => wanted[index] ?? nothing);
}

/** One line of `ps -axo pid=,ppid=,rss=`. */
export interface ProcessRow {
  pid: number;
  parent: number;
  /** Resident. */
  kilobytes: number;
}

/** Lines that are none are left out. */
export function processRows(text: string): ProcessRow[] {
  return text.split('\n').flatMap((line) => {
    const [pid, parent, kilobytes] = line.trim().split(/\s+/).map(Number);
    if (pid === undefined || parent === undefined || kilobytes === undefined) return [];
    return [pid, parent, kilobytes].every(Number.isInteger) ? [{ pid, parent, kilobytes }] : [];
  });
}

/** The process and all below it, children before their parents, so that ending in this order leaves none unseen. */
export function memberIds(rows: readonly ProcessRow[], root: number): number[] {
  const found = rows.some(({ pid }) => pid === root) ? [root] : [];
  for (const parent of found) found.push(...rows.filter((row) => row.parent === parent).map(({ pid }) => pid));
  return found.toReversed();
}

export function useOf(rows: readonly ProcessRow[], root: number): { processes: number; memoryMb: number } {
  const ids = new Set(memberIds(rows, root));
  const kilobytes = rows.filter(({ pid }) => ids.has(pid)).reduce((sum, row) => sum + row.kilobytes, 0);
  return { processes: ids.size, memoryMb: kilobytes / 1024 };
}

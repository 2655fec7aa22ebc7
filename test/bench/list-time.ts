import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadPort } from '#agents/read-port';
import { agentModules } from '#app/core';
import { createPackageMemo } from '#inventory/package-memo';
import { scanHome } from '#inventory/scan-home';
import { nodeMachine } from '#platform/machine';
import { nodeReadPort } from '#platform/read-port-node';
import { median, type Row, row, shown } from './row.ts';

export interface ListTimeOptions {
  /** The built command line. */
  program: string;
  home: string;
  count: number;
  limitMs: number;
  /** For files of the measurement. */
  folder: string;
  runs: number;
}

/**
 * `gatehouse list --json` as a process of its own, beside the start of an empty program and a hand-written reader of
 * the same files. Cold means a new process; the files are in the system's cache for all three.
 */
export async function listTime(options: ListTimeOptions): Promise<Row> {
  const files = join(options.folder, `files-${options.count}.json`);
  const read = await filesRead(options.home);
  writeFileSync(files, JSON.stringify(read));
  const list = ['list', '--json', '--home', options.home, '--data', join(options.folder, 'no-data')];
  const commands = {
    empty: ['-e', ''],
    reader: [join(import.meta.dirname, 'plain-reader-program.mjs'), files],
    list: [options.program, ...list],
  };
  const times = measured(commands, options.runs);
  const [empty, reader, ours] = [median(times.empty), median(times.reader), median(times.list)];
  const compared = `${shown(ours / empty)} × an empty program, ${shown(ours / reader)} × a plain reader of the same ${read.length} files`;
  const limit = { value: ours, limit: options.limitMs, unit: 'ms' };
  const figures = { listMs: ours, emptyMs: empty, readerMs: reader, files: read.length };
  return row(`first list, ${options.count} plugins`, limit, compared, figures);
}

/** Taken in turn, so that what disturbs the machine disturbs all of them. */
function measured<K extends string>(commands: Record<K, string[]>, runs: number): Record<K, number[]> {
  const names = Object.keys(commands) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let turn = 0; turn <= runs; turn += 1) {
    for (const name of names) {
      const start = performance.now();
      execFileSync(process.execPath, commands[name], {
        maxBuffer: 256 * 1024 * 1024,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      // The first turn warms the system's cache.
      if (turn > 0) times[name].push(performance.now() - start);
    }
  }
  return times;
}

/** The files that a scan of that home reads. */
async function filesRead(home: string): Promise<string[]> {
  const files = new Set<string>();
  const port: ReadPort = nodeReadPort();
  const read: ReadPort['read'] = (path, maxBytes) => {
    const outcome = port.read(path, maxBytes);
    if (outcome.ok) files.add(path);
    return outcome;
  };
  const pace = () => Promise.resolve();
  await scanHome(agentModules, {
    port: { ...port, read },
    machine: nodeMachine(home),
    memo: createPackageMemo(),
    pace,
  });
  return [...files];
}

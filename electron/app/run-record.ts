import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '#contract/run-record';
import { makePrivateFolder, writePrivateFile } from '#platform/private-files';

/** In the data folder: one file for each server that runs through Gatehouse now. */
export function runsFolder(data: string): string {
  return join(data, 'runs');
}

/** Says that a run is under way, for the app to show; gives what takes it back. Throws AppError `unavailable`. */
export function recordRun(data: string, record: RunRecord): () => void {
  const path = join(runsFolder(data), `${record.run}.json`);
  makePrivateFolder(runsFolder(data));
  writePrivateFile(path, JSON.stringify(record));
  return () => rmSync(path, { force: true });
}

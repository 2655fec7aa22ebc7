import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#contract/errors';
import { type EndedRun, endedRunSchema } from '#contract/runs';
import { makePrivateFolder, namesIn, writePrivateFile } from '#platform/private-files';

/** In the data folder: a file for each run that ended by itself or could not begin, for a day. */
function endedFolder(data: string): string {
  return join(data, 'ended');
}

const DAY_MS = 86_400_000;
/** A server that its agent starts again and again would fill the list. */
const MOST_OF_SERVER = 3;
const MOST = 100;

/** Throws AppError `unavailable`. */
export function recordEnded(data: string, ended: EndedRun): void {
  makePrivateFolder(endedFolder(data));
  writePrivateFile(pathOf(data, ended.run), JSON.stringify(ended));
  const others = readAll(data).filter(({ plugin, server }) => plugin === ended.plugin && server === ended.server);
  for (const { run } of others.slice(MOST_OF_SERVER)) dismissEnded(data, run);
}

/** Newest first. Those older than a day are taken away. */
export function listEnded(data: string, now: number): EndedRun[] {
  const all = readAll(data);
  const [kept, old] = [all.filter(({ at }) => at > now - DAY_MS), all.filter(({ at }) => at <= now - DAY_MS)];
  for (const { run } of [...old, ...kept.slice(MOST)]) dismissEnded(data, run);
  return kept.slice(0, MOST);
}

/** Nothing happens for one that is not there. Throws AppError `bad_request` for what is no id of a run. */
export function dismissEnded(data: string, run: string): void {
  if (!isRunId(run)) throw new AppError('bad_request', 'This is no id of a run.');
  rmSync(pathOf(data, run), { force: true });
}

function readAll(data: string): EndedRun[] {
  return namesIn(endedFolder(data))
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      try {
        const ended = endedRunSchema.parse(JSON.parse(readFileSync(join(endedFolder(data), name), 'utf8')));
        return `${ended.run}.json` === name && isRunId(ended.run) ? [ended] : [];
      } catch {
        // Gone meanwhile, or not ours.
        return [];
      }
    })
    .toSorted((a, b) => b.at - a.at);
}

function pathOf(data: string, run: string): string {
  return join(endedFolder(data), `${run}.json`);
}

/** It becomes the name of a file. */
function isRunId(run: string): boolean {
  return /^[\w-]{1,64}$/.test(run);
}

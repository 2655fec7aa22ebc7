import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codexTranscripts } from '#agents/codex/rollouts';
import type { CallEnd, CallStart, Observation } from '#agents/transcript';
import { sharedFolder } from './shared-folder.ts';

export interface RolloutFile {
  path: string;
  /** Below the folder of shared material. */
  relative: string;
  lines: string[];
}

/** Every rollout of Codex in the shared material, odd and old ones too; none where there is no material. */
export function sharedRollouts(): RolloutFile[] {
  const shared = sharedFolder();
  if (shared === undefined) return [];
  const folders = ['corpus/codex-home/.codex/sessions', 'corpus/codex-rollouts', 'rig/recordings'];
  return folders.flatMap((folder) =>
    readdirSync(join(shared, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.jsonl') && (folder !== 'rig/recordings' || /^codex-.*\.rollout\./.test(name)))
      .sort()
      .map((name) => {
        const path = join(shared, folder, name);
        return { path, relative: name.replaceAll('\\', '/'), lines: linesOf(readFileSync(path, 'utf8')) };
      }),
  );
}

export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** What a reader says of each line. */
export function readLines(lines: readonly string[], relative = 'rollout.jsonl'): Observation[][] {
  const reader = codexTranscripts.open({ path: relative, relative });
  return lines.map((line, index) => [...reader.read(line, index + 1)]);
}

/** The same for records that are still objects. */
export function readRecords(records: readonly object[], relative?: string): Observation[] {
  return readLines(
    records.map((record) => JSON.stringify(record)),
    relative,
  ).flat();
}

export function startsOf(observed: readonly Observation[]): CallStart[] {
  return observed.filter((each) => each.kind === 'start');
}

export function endsOf(observed: readonly Observation[]): CallEnd[] {
  return observed.filter((each) => each.kind === 'end');
}

/** The end that counts for a call: the highest rank, then the earliest. */
export function endOf(observed: readonly Observation[], callId: string): CallEnd | undefined {
  return endsOf(observed)
    .filter((each) => each.callId === callId)
    .sort((a, b) => b.rank - a.rank || (a.at ?? 0) - (b.at ?? 0))[0];
}

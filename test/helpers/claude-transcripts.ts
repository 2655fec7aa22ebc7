import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { claudeTranscripts } from '#agents/claude-code/transcripts';
import type { Observation } from '#agents/transcript';

export interface RealTranscript {
  relative: string;
  /** With the empty ones; the last has no line end behind it. */
  lines: string[];
}

/** Every transcript of Claude Code below the shared folder: of the homes, of other projects, of the rig. */
export function realTranscripts(shared: string): RealTranscript[] {
  const places = ['corpus/claude-home/.claude/projects', 'corpus/claude-transcripts', 'corpus/claude-awkward/projects'];
  const below = places.flatMap((place) => filesBelow(join(shared, place)).map((file) => [join(shared, place), file]));
  const rig = join(shared, 'rig', 'recordings');
  const recorded = readdirSync(rig)
    .filter((name) => /^claude-.*\.(transcript|agent)\.jsonl$/.test(name))
    .map((name) => [rig, join(rig, name)]);
  return [...below, ...recorded].map(([root = '', file = '']) => ({
    relative: relative(root, file),
    lines: readFileSync(file, 'utf8').split('\n'),
  }));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** All that a reader sees in these lines; `cut` hands over to a second reader before that line. */
export function observe(lines: readonly string[], path = 'p/session.jsonl', cut = lines.length): Observation[] {
  const file = { path: `/projects/${path}`, relative: path };
  const first = claudeTranscripts.open(file);
  const found = lines.slice(0, cut).flatMap((line, at) => first.read(line, at + 1));
  const second = claudeTranscripts.open(file, first.state());
  return [...found, ...lines.slice(cut).flatMap((line, at) => second.read(line, cut + at + 1))];
}

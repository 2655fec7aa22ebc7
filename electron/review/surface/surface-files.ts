import type { Problem } from '#contract/plugin';
import { type ProblemCode, problem } from '#contract/problem-codes';

/** What this room may ask of the machine; `#platform/read-port-node` is one. Nothing throws. */
export interface FilePort {
  stat(path: string): { kind: string; size: number; isExecutable: boolean };
  list(
    path: string,
  ): { ok: true; entries: readonly { name: string; kind: string }[]; truncated: boolean } | { ok: false };
  read(path: string, maxBytes?: number): { ok: true; text: string } | { ok: false; reason: string; detail: string };
  realpath(path: string): string | undefined;
}

/** Bytes of one file that are looked at; a skill or a config file above that is told, not read. */
const MAX_FILE_BYTES = 1024 * 1024;
/** Files read for one plugin. */
const MAX_FILES = 3_000;

const codes: Record<string, ProblemCode> = { 'too-large': 'file-too-large', 'not-a-file': 'not-a-file' };

/** Reads each file at most once and keeps count; what cannot be read is a problem and an empty answer. */
export interface SurfaceFiles {
  port: FilePort;
  text(path: string): string | undefined;
  looked: string[];
  problems: Problem[];
}

export function surfaceFiles(port: FilePort): SurfaceFiles {
  const texts = new Map<string, string | undefined>();
  const looked: string[] = [];
  const problems: Problem[] = [];
  const read = (path: string): string | undefined => {
    if (texts.size === MAX_FILES) {
      const message = `More than ${MAX_FILES.toLocaleString('en')} files would have to be read; the rest was not.`;
      problems.push(problem('too-many-entries', message, { file: path }));
    }
    if (texts.size >= MAX_FILES) return undefined;
    const outcome = port.read(path, MAX_FILE_BYTES);
    if (outcome.ok) {
      looked.push(path);
      return outcome.text;
    }
    if (outcome.reason === 'missing') return undefined;
    problems.push(problem(codes[outcome.reason] ?? 'file-unreadable', outcome.detail, { file: path }));
    return undefined;
  };
  return {
    ...{ port, looked, problems },
    text(path) {
      if (!texts.has(path)) texts.set(path, read(path));
      return texts.get(path);
    },
  };
}

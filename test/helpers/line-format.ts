import { join } from 'node:path';
import type { Observation, TranscriptFormat, TranscriptReader } from '#agents/transcript';

/**
 * The plainest transcripts there are, for tests of how files are followed: each line is the id of a call, and the
 * session is what the file's first line says after a `#`. `?` makes a line that cannot be read.
 */
export function lineFormat(folder = 'transcripts'): TranscriptFormat {
  return {
    agent: 'codex',
    roots: (machine) => [join(machine.home, folder)],
    accepts: (relative) => /\.jsonl(\.zst)?$/.test(relative),
    open: (_file, state) => reader(state),
    attribute: (call) => ({ tool: call.name, how: 'builtin' }),
  };
}

function reader(state = 'none'): TranscriptReader {
  let session = state;
  const read = (text: string, line: number): Observation[] => {
    if (text.startsWith('#')) session = text.slice(1);
    if (text === '?') return [{ kind: 'problem', code: 'transcript-line-invalid', line, message: 'It is a question.' }];
    if (text === '' || text.startsWith('#')) return [];
    const args = { format: 'text', text: `arguments of ${text}` } as const;
    return [
      { kind: 'start', session, callId: text, at: 1_700_000_000_000 + line, type: 'tool', name: 'Bash', args, line },
    ];
  };
  return { read, skipped: new Map(), state: () => session };
}

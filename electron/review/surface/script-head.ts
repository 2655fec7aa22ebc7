import type { ScriptHead, Surface } from '#contract/surface';
import type { FilePort } from './surface-files.ts';

const MAX_BYTES = 2 * 1024 * 1024;
const MAX_LINES = 60;
const MAX_CHARACTERS = 8_000;

/**
 * The first lines of a file that a surface names. Undefined for any other path: what an entry starts may be read, not
 * the disk. A file outside of the plugin is not read either.
 */
export function scriptHead(surface: Surface, path: string, port: FilePort): ScriptHead | undefined {
  const named = surface.entries.some((entry) => entry.runs.some((run) => run.path === path && run.state === 'there'));
  if (!named) return undefined;
  const outcome = port.read(path, MAX_BYTES);
  if (!outcome.ok) return { text: '', isWhole: false, note: outcome.detail };
  if (outcome.text.slice(0, 4_096).includes('\0'))
    return { text: '', isWhole: false, note: 'It is a program, not text.' };
  if (outcome.text === '') return { text: '', isWhole: true, note: 'The file is empty.' };
  const text = outcome.text.split('\n', MAX_LINES).join('\n').slice(0, MAX_CHARACTERS);
  return { text, isWhole: text.length >= outcome.text.trimEnd().length };
}

import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';
import type { Entry, ReadPort } from './read-port.ts';

/**
 * What lies in a folder; empty when it is absent. One that cannot be listed, or not wholly, is told in `problems`:
 * what lies in it must never just look absent.
 */
export function folderEntries(port: ReadPort, folder: string, problems: Problem[]): readonly Entry[] {
  const listed = port.list(folder);
  if (listed.ok) {
    if (listed.truncated)
      problems.push(problem('too-many-entries', 'It holds more entries than are looked at.', { file: folder }));
    return listed.entries;
  }
  if (listed.reason !== 'missing')
    problems.push(problem('file-unreadable', `The folder cannot be read: ${listed.detail}`, { file: folder }));
  else if (port.stat(folder).isLink)
    problems.push(problem('file-unreadable', 'It is a link that leads nowhere.', { file: folder }));
  return [];
}

import type { ScanContext, SessionTrace } from '#agents/agent-module';
import { pathsFor } from '#agents/paths';
import { asRecord, asString } from '#agents/shapes';
import { locateCodex } from './locations.ts';

const MOST = 500;
/** The first line of a rollout holds the folder; of a longer one it is not told. */
const MAX_BYTES = 8 * 1024 * 1024;
const thread = /^([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})\.lock$/;

/**
 * Each thread that is written has a locked file in `thread-writer-locks/`, which goes when it ends (seen with 0.169.0). Its
 * time is when the session took the thread up.
 */
export function runningSessions({ port, machine }: ScanContext): SessionTrace[] {
  const { codexHome } = locateCodex(machine, port);
  const paths = pathsFor(machine.platform);
  const folder = paths.join(codexHome, 'thread-writer-locks');
  const listed = port.list(folder);
  if (!listed.ok) return [];
  return listed.entries.slice(0, MOST).flatMap(({ name }): SessionTrace[] => {
    const session = thread.exec(name)?.[1];
    if (session === undefined) return [];
    const lock = paths.join(folder, name);
    const { kind, modifiedMs } = port.stat(lock);
    if (kind !== 'file') return [];
    const at = folderOf({ port, join: paths.join, sessions: paths.join(codexHome, 'sessions') }, session);
    return [{ session, startedMs: modifiedMs, lock, ...(at === undefined ? {} : { folder: at }) }];
  });
}

interface Place {
  port: ScanContext['port'];
  join(...parts: string[]): string;
  sessions: string;
}

/** The rollout lies under the local day its thread was made, and its id begins with that time. */
function folderOf({ port, join, sessions }: Place, session: string): string | undefined {
  const made = new Date(Number.parseInt(session.replaceAll('-', '').slice(0, 12), 16));
  if (Number.isNaN(made.getTime())) return undefined;
  const day = [made.getFullYear(), made.getMonth() + 1, made.getDate()].map((each) => String(each).padStart(2, '0'));
  const folder = join(sessions, ...day);
  const listed = port.list(folder);
  const name = listed.ok ? listed.entries.find((each) => each.name.endsWith(`-${session}.jsonl`))?.name : undefined;
  const read = name === undefined ? undefined : port.read(join(folder, name), MAX_BYTES);
  if (read?.ok !== true) return undefined;
  try {
    const first = asRecord(JSON.parse(read.text.slice(0, read.text.indexOf('\n'))));
    return asString(asRecord(first?.['payload'])?.['cwd']);
  } catch {
    return undefined;
  }
}

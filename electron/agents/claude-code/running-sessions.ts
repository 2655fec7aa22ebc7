import type { ScanContext, SessionTrace } from '#agents/agent-module';
import { asRecord, asString } from '#agents/shapes';
import { locateClaude } from './locations.ts';

const MOST = 500;
const MAX_BYTES = 64 * 1024;

/** One small file in `sessions/` for each running session, named by its process (seen with 2.1.330). */
export function runningSessions({ port, machine }: ScanContext): SessionTrace[] {
  const at = locateClaude(machine);
  const folder = at.paths.join(at.configDir, 'sessions');
  const listed = port.list(folder);
  if (!listed.ok) return [];
  return listed.entries
    .filter(({ name }) => name.endsWith('.json'))
    .slice(0, MOST)
    .flatMap(({ name }) => {
      const read = port.read(at.paths.join(folder, name), MAX_BYTES);
      return read.ok ? traceOf(parsed(read.text)) : [];
    });
}

function traceOf(value: unknown): SessionTrace[] {
  const found = asRecord(value);
  const { pid, startedAt } = found ?? {};
  const session = asString(found?.['sessionId']);
  if (session === undefined || !isCount(pid) || !isCount(startedAt)) return [];
  const [name, folder, processStart] = ['name', 'cwd', 'procStart'].map((key) => asString(found?.[key]));
  return [
    {
      ...{ session, startedMs: startedAt, pid },
      ...(name === undefined ? {} : { name }),
      ...(folder === undefined ? {} : { folder }),
      ...(processStart === undefined ? {} : { processStart }),
    },
  ];
}

/** Within what a process id and a date of four digits can be. */
function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 253_402_300_800_000;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Half written: the next look has it.
    return undefined;
  }
}

import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#contract/errors';
import { firstSettings, type Settings, type SettingsState, settingsSchema } from '#contract/settings';
import { takeOwnLock } from '#platform/file-lock';
import { readFileState } from '#platform/file-state';
import { makePrivateFolder, writePrivateFile } from '#platform/private-files';

const LOCK_WAIT_MS = 5_000;
/** Keys of a later Gatehouse, or of a person, are kept as they are. */
const fileSchema = z.looseObject({ v: z.literal(1) });

/** What the user chose about Gatehouse itself. */
export interface SettingsFile {
  /** What does not fit counts as not chosen, each by itself, and is said. */
  read(): SettingsState;
  /** Throws AppError `bad_request` for a home that is no absolute path, `unavailable` when it cannot be kept. */
  change(some: { [K in keyof Settings]?: Settings[K] | undefined }): Promise<SettingsState>;
}

/** `settings.json` in the data folder; made at the first choice. A broken one is said, and never written over. */
export function settingsFile(dataFolder: string): SettingsFile {
  const file = join(dataFolder, 'settings.json');
  return {
    read: () => stateOf(file, readRaw(file)),
    async change(some) {
      if (some.homes?.some((home) => !isAbsolute(home)) === true)
        throw new AppError('bad_request', 'A home is named by its absolute path.');
      makePrivateFolder(dataFolder);
      const lock = await takeOwnLock(dataFolder, file, LOCK_WAIT_MS);
      try {
        const raw = readRaw(file);
        if (!raw.ok) throw new AppError('unavailable', raw.problem);
        const chosen = Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined));
        const next = { v: 1, ...raw.value, ...chosen };
        writePrivateFile(file, `${JSON.stringify(next, undefined, 2)}\n`);
        return stateOf(file, { ok: true, value: next });
      } finally {
        lock.release();
      }
    },
  };
}

type Raw = { ok: true; value: Record<string, unknown> } | { ok: false; problem: string };

function stateOf(file: string, raw: Raw): SettingsState {
  if (!raw.ok) return { settings: firstSettings, file, problem: raw.problem };
  const { shape } = settingsSchema;
  const theme = shape.theme.safeParse(raw.value['theme'] ?? firstSettings.theme);
  const homes = shape.homes.safeParse(raw.value['homes'] ?? firstSettings.homes);
  const wrong = [...(theme.success ? [] : ['theme']), ...(homes.success ? [] : ['homes'])];
  return {
    settings: {
      theme: theme.success ? theme.data : firstSettings.theme,
      homes: homes.success ? homes.data.filter((home) => isAbsolute(home)) : firstSettings.homes,
    },
    file,
    ...(wrong.length === 0 ? {} : { problem: `${file} says something else than it may for ${wrong.join(' and ')}.` }),
  };
}

function readRaw(file: string): Raw {
  const broken = (why: string): Raw => ({
    ok: false,
    problem: `${file} cannot be used: ${why} Mend it, or move it away; it is not written over.`,
  });
  try {
    const { bytes } = readFileState(file);
    if (bytes === null) return { ok: true, value: {} };
    const parsed = fileSchema.safeParse(JSON.parse(bytes.toString('utf8')));
    return parsed.success ? { ok: true, value: parsed.data } : broken('it is of another shape.');
  } catch (error) {
    if (error instanceof SyntaxError) return broken('it is not JSON.');
    if (error instanceof AppError) return broken(error.message);
    throw error;
  }
}

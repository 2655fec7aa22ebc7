import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type DesktopSettings, desktopSettingsSchema, firstDesktopSettings } from '#contract/desktop';
import { dataFolder } from '#platform/data-folder';
import { makePrivateFolder, writePrivateFile } from '#platform/private-files';

const windowStateSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1).max(32_767),
  height: z.int().min(1).max(32_767),
  isMaximized: z.boolean(),
});
/** Where the window was; in the pixels of the desktop. */
export type WindowState = z.output<typeof windowStateSchema>;

export interface DesktopFiles {
  windowState(): WindowState | undefined;
  keepWindowState(state: WindowState): void;
  settings(): DesktopSettings;
  /** Throws AppError `unavailable`. */
  keepSettings(settings: DesktopSettings): void;
}

/**
 * What the desktop window keeps between starts, in two small files of the data folder. Nothing is written before there is
 * something to keep; a broken file counts as none, and is said in the log.
 */
export function openDesktopFiles(data: string | undefined, log: (message: string) => void): DesktopFiles {
  const folder = data ?? dataFolder();
  const [window, settings] = [join(folder, 'window.json'), join(folder, 'desktop.json')];
  return {
    windowState: () => readJson(window, windowStateSchema, log),
    keepWindowState: (state) => writeJson(window, state),
    settings: () =>
      ({ ...firstDesktopSettings, ...readJson(settings, desktopSettingsSchema.partial(), log) }) as DesktopSettings,
    keepSettings: (chosen) => writeJson(settings, chosen),
  };
}

function readJson<T>(file: string, schema: z.ZodType<T>, log: (message: string) => void): T | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isAbsent)
      log(`${file} cannot be read and is passed over: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function writeJson(file: string, value: object): void {
  makePrivateFolder(dirname(file));
  writePrivateFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

import { statSync } from 'node:fs';
import { arch, release, type } from 'node:os';
import { AppError } from '#contract/errors';
import type { MethodName } from '#contract/methods';
import { shippedCli } from '#platform/shipped-cli';
import type { Handlers } from '#rpc/server';
import { type CommandPlace, commandState, installCommand, removeCommand, thisPlace } from './command-link.ts';
import { settingsFile } from './settings-file.ts';

type SettingsHandlers = Pick<
  Handlers,
  Extract<MethodName, `settings.${string}` | `command.${string}` | 'app.about' | 'app.openHome'>
>;

interface Parts {
  data: string;
  version: string;
  door: 'desktop' | 'serve';
  /** Looks at this home from now on; null: the one it was started with. Gives the home. */
  openHome(home: string | null): Promise<string>;
}

/** What the screen Settings asks and chooses. */
export function settingsHandlers(parts: () => Parts): SettingsHandlers {
  const place = (): CommandPlace => ({
    ...{ ...thisPlace(), data: parts().data },
    ...(parts().door === 'desktop' && shippedCli() === undefined ? { program: refuseUnpackaged } : {}),
  });
  return {
    'settings.get': () => settingsFile(parts().data).read(),
    'settings.set': (some) => settingsFile(parts().data).change(some),
    'command.state': () => commandState(place()),
    'command.install': () => installCommand(place()),
    'command.remove': () => removeCommand(place()),
    'app.about': () => ({
      ...{ version: parts().version, licence: 'Apache-2.0', data: parts().data },
      programs: (['node', 'electron', 'chrome', 'sqlite'] as const).flatMap((name) => {
        const version = process.versions[name];
        return version === undefined ? [] : [{ name: names[name], version }];
      }),
      system: `${type()} ${release()}, ${arch()}`,
    }),
    'app.openHome': async ({ home }) => {
      if (home === null) return { home: await parts().openHome(null) };
      if (!settingsFile(parts().data).read().settings.homes.includes(home))
        throw new AppError('forbidden', `${home} is no home of the settings. Add it there first.`);
      if (!isFolder(home)) throw new AppError('not_found', `There is no folder ${home}.`);
      return { home: await parts().openHome(home) };
    },
  };
}

/** A window of a checkout has no program of its own that a terminal could start. */
function refuseUnpackaged(): string[] {
  const message = 'This window was not started from a package. Write "gatehouse install-cli" in a terminal.';
  throw new AppError('unavailable', message);
}

const names = { node: 'Node', electron: 'Electron', chrome: 'Chromium', sqlite: 'SQLite' };

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

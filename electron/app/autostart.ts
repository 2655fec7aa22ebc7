import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#contract/errors';
import { makePrivateFolder, writePrivateFile } from '#platform/private-files';
import { userHome } from '#platform/user-home';

const name = 'gatehouse.desktop';

/** The folder whose entries are started at login (Desktop Application Autostart Specification). */
export function autostartFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  home: string = userHome(),
): string {
  return join(env['XDG_CONFIG_HOME']?.startsWith('/') ? env['XDG_CONFIG_HOME'] : join(home, '.config'), 'autostart');
}

/** Starts that program at login from now on, on Linux. Throws AppError `unavailable`. */
export function addAutostart(program: string, folder: string = autostartFolder()): void {
  if (/[\p{Cc}]/u.test(program))
    throw new AppError('unavailable', `${JSON.stringify(program)} cannot be started at login.`);
  makePrivateFolder(folder);
  writePrivateFile(join(folder, name), entryFor(program));
}

/** Does nothing where there is none. */
export function removeAutostart(folder: string = autostartFolder()): void {
  rmSync(join(folder, name), { force: true });
}

function entryFor(program: string): string {
  // Desktop Entry Specification, "The Exec key": quoted, with these four escaped, the backslash twice; % begins a field code.
  const quoted = program
    .replace(/[\\"`$]/g, (each) => (each === '\\' ? '\\\\\\\\' : `\\\\${each}`))
    .replaceAll('%', '%%');
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Gatehouse',
    'Comment=Every plugin your coding agents can load',
    `Exec="${quoted}" --hidden`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

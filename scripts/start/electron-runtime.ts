import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Electron's executable, when its runtime is on this machine. Only looks at files: importing `electron` in plain Node
 * starts a download. Places as in electron/install.js and electron/index.js, 45.4.1.
 */
export function electronRuntime(root: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  // path.txt is written last, so a download that was cut short does not count.
  const written = readIfThere(join(electronPackage(root), 'path.txt'));
  if (override === undefined && written === undefined) return undefined;
  const folder = override ?? join(electronPackage(root), 'dist');
  const file = join(folder, written ?? executableOf(platform));
  return existsSync(file) ? file : undefined;
}

export function electronPackage(root: string): string {
  return join(root, 'node_modules', 'electron');
}

function executableOf(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

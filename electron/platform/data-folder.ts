import { join } from 'node:path';
import { userHome } from './user-home.ts';

/** Where this system keeps an application's own data for this user. Makes nothing. */
export function dataFolder(
  platform: NodeJS.Platform = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
  home: string = userHome(),
): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Gatehouse');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Gatehouse');
  // A relative XDG_DATA_HOME must be ignored (XDG Base Directory Specification).
  const shared = env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : join(home, '.local', 'share');
  return join(shared, 'gatehouse');
}

import { statSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { systemCode } from './system-error.ts';

/** Where an administrator puts rules for everybody on this machine. */
export function systemPolicyPath(platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return '/Library/Application Support/Gatehouse/policy.json';
  if (platform === 'win32') return win32.join('C:\\ProgramData', 'Gatehouse', 'policy.json');
  return posix.join('/etc', 'gatehouse', 'policy.json');
}

/** Why a file is not an administrator's; undefined when it is, or when it is not there. On Windows its folder decides. */
export function whyNotAdministrators(path: string, platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform === 'win32') return undefined;
  try {
    const { uid, mode } = statSync(path);
    if (uid !== 0) return `${path} does not belong to root`;
    return (mode & 0o022) === 0 ? undefined : `${path} can be written by others than root`;
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder that holds package.json, two above both `electron/cli` and `out/cli`. */
const root = join(import.meta.dirname, '..', '..');

/** Absolute path of something shipped with the program. */
export function shipped(path: string): string {
  return join(root, path);
}

export const version: string = readVersion();

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(shipped('package.json'), 'utf8'));
  const found =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return typeof found === 'string' ? found : '0.0.0';
}

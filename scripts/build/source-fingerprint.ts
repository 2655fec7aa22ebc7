import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that `npm run build` reads, so that a changed, added or removed file asks for another build. */
const inputs = ['electron/**/*', 'renderer/**/*', '*.config.ts', 'tsconfig*.json', 'package.json', 'package-lock.json'];

/** Hex digest of the names and bytes of all sources under `root`. */
export function sourceFingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const file of globSync(inputs, { cwd: root }).sort()) {
    const path = join(root, file);
    if (statSync(path).isFile()) hash.update(file).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

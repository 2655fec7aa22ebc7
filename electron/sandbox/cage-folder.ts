import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Small files one cage is made of, in a folder for this user alone. */
export interface CageFolder {
  path: string;
  /** Writes a file others in the cage may read and gives its path. */
  put(name: string, content: string | Uint8Array): string;
  /** Writes a file and opens it for the child. */
  openForChild(name: string, content: Uint8Array): number;
  /** Opens `/dev/null` for the child. */
  openNothing(): number;
  /** The child has its own copies from the spawn on. */
  closeDescriptors(): void;
  remove(): void;
}

/** In a short path: that of a Unix socket may have 107 bytes. */
export function makeCageFolder(parent: string): CageFolder {
  const path = mkdtempSync(join(parent, 'gatehouse-cage-'));
  chmodSync(path, 0o700);
  const descriptors = new Set<number>();
  const put = (name: string, content: string | Uint8Array): string => {
    const file = join(path, name);
    writeFileSync(file, content, { mode: 0o644, flag: 'wx' });
    return file;
  };
  const closeDescriptors = (): void => {
    for (const descriptor of descriptors) closeSync(descriptor);
    descriptors.clear();
  };
  return {
    path,
    put,
    openForChild(name, content) {
      const descriptor = openSync(put(name, content), 'r');
      descriptors.add(descriptor);
      return descriptor;
    },
    openNothing() {
      const descriptor = openSync('/dev/null', 'r');
      descriptors.add(descriptor);
      return descriptor;
    },
    closeDescriptors,
    remove() {
      closeDescriptors();
      rmSync(path, { recursive: true, force: true });
    },
  };
}

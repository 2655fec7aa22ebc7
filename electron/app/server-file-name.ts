import { createHash } from 'node:crypto';
import { serverKey } from '#contract/compiled-policy';

/** A name for files about one server: ids hold characters and lengths no file name may have. */
export function serverFileName(plugin: string, server: string): string {
  return createHash('sha256').update(serverKey(plugin, server)).digest('hex').slice(0, 32);
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Row, row } from './row.ts';

/** Everything the page loads, each file packed on its own. */
export function bundleSize(folder: string, limitKb: number): Row {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const sizes = files.map((entry) => gzipSync(readFileSync(join(entry.parentPath, entry.name))).length);
  const kilobytes = sizes.reduce((sum, size) => sum + size, 0) / 1_000;
  const limit = { value: kilobytes, limit: limitKb, unit: 'kB' };
  return row('renderer bundle, gzip', limit, `${files.length} files`, { kilobytes, files: files.length });
}

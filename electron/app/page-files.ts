import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AppError } from '#contract/errors';

export interface PageFile {
  type: string;
  bytes: Buffer;
}

/** Address path (`/`, `/assets/main-x1.js`) to file. What is not in here is not served, whatever the address says. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/**
 * Reads the built renderer once. Links and files of other types are left out. Throws AppError `unavailable` when it was
 * not built.
 */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new AppError('unavailable', `The window was not built: ${folder} cannot be read. Run npm run build.`, {
      cause,
    });
  });
  const files = new Map<string, PageFile>();
  for (const entry of entries) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(addressOf(folder, path), { type, bytes: await readFile(path) });
  }
  if (!files.has('/')) throw new AppError('unavailable', `The window was not built: ${folder} has no index.html.`);
  return files;
}

function addressOf(folder: string, path: string): string {
  const address = path.slice(folder.replace(/[\\/]+$/, '').length).replaceAll('\\', '/');
  return address === '/index.html' ? '/' : address;
}

/**
 * Headers for every answer, errors too. `connect` names where the page may connect to.
 * Nothing from elsewhere, no inline script or style, no frame around it.
 */
export function pageHeaders(connect: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), clipboard-read=()',
    'cache-control': 'no-store',
  };
}

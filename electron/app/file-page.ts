import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#contract/errors';
import { FILE_PAGE_BYTES, type FilePage } from '#contract/files';

/** Bytes at the start that tell what kind of file it is. */
const HEAD_BYTES = 8 * 1024;
/** Bytes of a page of what is no text: each takes two characters. */
const HEX_BYTES = 64 * 1024;

type Encoding = FilePage['encoding'];

interface Look {
  kind: FilePage['kind'];
  encoding: Encoding;
  /** Bytes of the byte order mark. */
  bom: number;
}

/**
 * One page of a file below `root` (`path` with "/" between the names; empty: the root itself is the file). No link below
 * the root is followed and nothing but a regular file is opened. A page never ends inside a character.
 *
 * @throws AppError `forbidden` for a path that leaves the root or is no regular file, `not_found` when it is gone.
 */
export function readFilePage(root: string, path: string, offset: number): FilePage {
  const descriptor = openInside(root, path);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new AppError('forbidden', 'It is no regular file, so it is not opened.');
    const look = lookAt(readBytes(descriptor, 0, HEAD_BYTES));
    const start = look.kind === 'text' && offset === 0 ? look.bom : offset;
    const bytes = readBytes(descriptor, start, look.kind === 'text' ? FILE_PAGE_BYTES : HEX_BYTES);
    const isLast = start + bytes.length >= stats.size;
    const used = look.kind === 'text' && !isLast ? wholeCharacters(bytes, look.encoding) : bytes.length;
    const page = bytes.subarray(0, used);
    const next = start + used;
    return {
      ...{ kind: look.kind, encoding: look.encoding, hasBom: look.bom > 0 },
      ...{ size: stats.size, modified: stats.mtime.toISOString(), offset, next: isLast || used === 0 ? null : next },
      ...(look.kind === 'text' ? textOf(page, look.encoding) : { text: '', hex: page.toString('hex'), isClean: true }),
    };
  } finally {
    closeSync(descriptor);
  }
}

function openInside(root: string, path: string): number {
  const names = path === '' ? [] : path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..' || name.includes('\0') || hasSeparator(name)))
    throw new AppError('forbidden', 'That path is no path inside the plugin.');
  try {
    let at = realpathSync(root);
    for (const name of names) {
      at = join(at, name);
      const stats = lstatSync(at);
      if (stats.isSymbolicLink()) throw new AppError('forbidden', 'It is a link, and links are not followed here.');
      if (!stats.isFile() && !stats.isDirectory())
        throw new AppError('forbidden', 'It is a FIFO, a socket or a device, which is never opened.');
    }
    return openSync(at, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (error instanceof AppError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new AppError('not_found', `It cannot be read: ${detail}`);
  }
}

function hasSeparator(name: string): boolean {
  return process.platform === 'win32' && /[\\:]/.test(name);
}

function readBytes(descriptor: number, offset: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(descriptor, buffer, filled, length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}

function lookAt(head: Buffer): Look {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { kind: 'text', encoding: 'utf-8', bom: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { kind: 'text', encoding: 'utf-16le', bom: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { kind: 'text', encoding: 'utf-16be', bom: 2 };
  return { kind: head.includes(0) || isMostlyOdd(head) ? 'binary' : 'text', encoding: 'utf-8', bom: 0 };
}

/** Text in an old one-byte encoding is still text: only when a good part of it means nothing it is none. */
function isMostlyOdd(head: Buffer): boolean {
  const text = head.toString('utf8');
  const odd = text.match(/[\uFFFD\u0001-\u0008\u000E-\u001A]/gu)?.length ?? 0;
  return text.length > 0 && odd / text.length > 0.3;
}

/** How many of the bytes are whole characters; a page of nothing but halves is given as it is. */
function wholeCharacters(bytes: Buffer, encoding: Encoding): number {
  if (encoding !== 'utf-8') {
    const even = bytes.length - (bytes.length % 2);
    const high = bytes[even - (encoding === 'utf-16le' ? 1 : 2)] ?? 0;
    return high >= 0xd8 && high <= 0xdb ? even - 2 : even;
  }
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < length ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function textOf(page: Buffer, encoding: Encoding): Pick<FilePage, 'text' | 'hex' | 'isClean'> {
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(page);
  return { text, hex: '', isClean: !hasReplacement(text, page, encoding) };
}

/** Whether the replacement character stands for something else than itself. */
function hasReplacement(text: string, page: Buffer, encoding: Encoding): boolean {
  if (!text.includes('\uFFFD')) return false;
  try {
    new TextDecoder(encoding, { ignoreBOM: true, fatal: true }).decode(page);
    return false;
  } catch {
    return true;
  }
}

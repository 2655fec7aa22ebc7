import { isUtf8 } from 'node:buffer';
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import type { Entry, ListOutcome, NodeKind, ReadOutcome, ReadPort, Stat } from '#agents/read-port';

const DEFAULT_MAX_BYTES = 8 * 1024 * 1024;
const MAX_ENTRIES = 20_000;
const nowhere: Stat = { kind: 'missing', size: 0, modifiedMs: 0, isLink: false, isExecutable: false };

/** Reads this machine. Nothing throws: an absent, forbidden or odd file is a value. */
export function nodeReadPort(): ReadPort {
  return { stat, list, read, realpath };
}

function stat(path: string): Stat {
  const own = attempt(() => lstatSync(path));
  if (!own.ok) return { ...nowhere, kind: isAbsence(own.code) ? 'missing' : 'unreadable' };
  const isLink = own.value.isSymbolicLink();
  const target = isLink ? attempt(() => statSync(path)) : own;
  if (!target.ok) return { ...nowhere, isLink, kind: isAbsence(target.code) ? 'missing' : 'unreadable' };
  const { size, mtimeMs, mode } = target.value;
  const isExecutable = process.platform !== 'win32' && target.value.isFile() && (mode & 0o111) !== 0;
  return { kind: kindOf(target.value), size, modifiedMs: mtimeMs, isLink, isExecutable };
}

function kindOf(stats: Stats): NodeKind {
  if (stats.isFile()) return 'file';
  return stats.isDirectory() ? 'directory' : 'other';
}

function list(path: string): ListOutcome {
  const found = attempt(() => readdirSync(path, { withFileTypes: true }));
  if (found.ok) {
    const entries = found.value.slice(0, MAX_ENTRIES).map(entryOf);
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    return { ok: true, entries, truncated: found.value.length > MAX_ENTRIES };
  }
  if (found.code === 'ENOTDIR') return { ok: false, reason: 'not-a-directory', detail: 'It is not a folder.' };
  if (isAbsence(found.code)) return { ok: false, reason: 'missing', detail: 'It is not there.' };
  return { ok: false, reason: 'unreadable', detail: found.detail };
}

function entryOf(entry: Dirent): Entry {
  if (entry.isSymbolicLink()) return { name: entry.name, kind: 'link' };
  if (entry.isFile()) return { name: entry.name, kind: 'file' };
  return { name: entry.name, kind: entry.isDirectory() ? 'directory' : 'other' };
}

function read(path: string, maxBytes = DEFAULT_MAX_BYTES): ReadOutcome {
  // O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever.
  const opened = attempt(() => openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
  if (!opened.ok) return readFailure(opened.code, opened.detail);
  try {
    const stats = fstatSync(opened.value);
    if (!stats.isFile()) return { ok: false, reason: 'not-a-file', detail: describeOdd(stats) };
    if (stats.size > maxBytes) return { ok: false, reason: 'too-large', detail: `It is ${stats.size} bytes large.` };
    return readWhole(opened.value, stats.size, maxBytes);
  } catch (error) {
    return readFailure(codeOf(error), messageOf(error));
  } finally {
    closeSync(opened.value);
  }
}

/** Reads to the end rather than to the size: the file may grow or shrink while it is read. */
function readWhole(descriptor: number, size: number, maxBytes: number): ReadOutcome {
  let buffer = Buffer.allocUnsafe(size + 1);
  let filled = 0;
  for (;;) {
    if (filled === buffer.length) {
      if (filled > maxBytes) return { ok: false, reason: 'too-large', detail: `It is larger than ${maxBytes} bytes.` };
      buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)]);
    }
    const count = readSync(descriptor, buffer, filled, buffer.length - filled, null);
    if (count === 0) break;
    filled += count;
  }
  const bytes = buffer.subarray(0, filled);
  return { ok: true, text: bytes.toString('utf8'), size: filled, hasInvalidUtf8: !isUtf8(bytes) };
}

function describeOdd(stats: Stats): string {
  if (stats.isDirectory()) return 'It is a folder.';
  if (stats.isFIFO()) return 'It is a FIFO.';
  if (stats.isSocket()) return 'It is a socket.';
  return 'It is a device.';
}

function readFailure(code: string | undefined, detail: string): ReadOutcome {
  if (code === 'EISDIR') return { ok: false, reason: 'not-a-file', detail: 'It is a folder.' };
  // Sockets cannot be opened (ENXIO); EAGAIN is a FIFO without a writer on some systems.
  if (code === 'ENXIO' || code === 'EAGAIN')
    return { ok: false, reason: 'not-a-file', detail: 'It is a socket or FIFO.' };
  if (isAbsence(code)) return { ok: false, reason: 'missing', detail: 'It is not there.' };
  return { ok: false, reason: 'unreadable', detail };
}

function realpath(path: string): string | undefined {
  const found = attempt(() => realpathSync.native(path));
  return found.ok ? found.value : undefined;
}

/** A loop of links is as good as nothing there. */
function isAbsence(code: string | undefined): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP';
}

type Attempt<T> = { ok: true; value: T } | { ok: false; code: string | undefined; detail: string };

function attempt<T>(action: () => T): Attempt<T> {
  try {
    return { ok: true, value: action() };
  } catch (error) {
    return { ok: false, code: codeOf(error), detail: messageOf(error) };
  }
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

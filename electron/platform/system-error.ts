import { AppError } from '#contract/errors';

/** The system's error code, such as `ENOENT`; undefined for anything that is no system error. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return undefined;
  if (!/^(?:UNKNOWN|Unknown system error)/.test(error.code) || !('errno' in error)) return error.code;
  return error.errno === quotaUsedUp[process.platform] ? 'EDQUOT' : 'UNKNOWN';
}

/** libuv has no name for it (`include/uv/errno.h`), so Node calls it unknown, in one of two spellings. */
const quotaUsedUp: Partial<Record<NodeJS.Platform, number>> = { linux: -122, darwin: -69 };

/** SQLite's primary result code (`SQLITE_BUSY` is 5); undefined for anything that is no error of SQLite. */
export function sqliteCode(error: unknown): number | undefined {
  if (error instanceof Error && 'errcode' in error && typeof error.errcode === 'number') return error.errcode & 0xff;
  return undefined;
}

/** Undefined instead of throwing when the thing is not there. */
export function unlessMissing<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

const reasons: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'it is not permitted',
  EPERM: 'it is not permitted',
  ENOTDIR: 'a part of its path is not a folder',
  ENOENT: 'its folder is not there',
  ELOOP: 'its links lead in a circle',
  EBUSY: 'another program holds it',
  EMFILE: 'too many files are open',
};

/** A failed write in words, as AppError `unavailable`; what is no system error is passed on. */
export function cannotWrite(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (error instanceof AppError || code === undefined || !/^(?:E[A-Z0-9]+|UNKNOWN)$/.test(code)) return error;
  const why = reasons[code] ?? 'the system refused';
  return new AppError('unavailable', `${path} could not be written: ${why} (${code}). Nothing was changed.`, {
    cause: error,
  });
}

import { posix } from 'node:path';

/** One system call that failed, as strace wrote it. */
export type TracedFailure =
  | { kind: 'read' | 'write'; path: string; error: string }
  | { kind: 'connect'; address: string; port: number; error: string }
  | { kind: 'socket'; family: string; error: string };

/** Calls the tracer is asked for: whatever takes a path, and what leads out. */
export const tracedCalls = [
  ...[
    'open',
    'openat',
    'openat2',
    'creat',
    'stat',
    'lstat',
    'newfstatat',
    'statx',
    'access',
    'faccessat',
    'faccessat2',
  ],
  ...['readlink', 'readlinkat', 'execve', 'mkdir', 'mkdirat', 'unlink', 'unlinkat', 'rmdir', 'rename', 'renameat'],
  ...['renameat2', 'link', 'linkat', 'symlink', 'symlinkat', 'chmod', 'fchmodat', 'truncate', 'connect', 'socket'],
];

const writes = /^(?:creat|mkdir|unlink|rmdir|rename|link|symlink|chmod|fchmod|truncate)/;
const opensToWrite = /\bO_(?:WRONLY|RDWR|CREAT|TRUNC)\b/;
const TEXT = '"((?:[^"\\\\]|\\\\.)*)"';
const failure = /^\d+\s+(\w+)\((.*)\)\s+= -1 (E[A-Z0-9]+) /;
/** The folder a relative path starts at, which `strace -y` tells, and the path. */
const place = new RegExp(`^(?:(?:AT_FDCWD|\\d+)(?:<([^>]*)>)?, )?${TEXT}`);
const internet = /sin6?_port=htons\((\d+)\).*?(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)")/;

/** A line of `strace -f -y -e status=failed`; undefined when it tells of something else. */
export function readTraceLine(line: string): TracedFailure | undefined {
  const [, call = '', args = '', error = ''] = failure.exec(line) ?? [];
  if (call === 'socket') return { kind: 'socket', family: args.split(',')[0] ?? '', error };
  if (call === 'connect') {
    const [, port, v4, v6] = internet.exec(args) ?? [];
    const address = v4 ?? v6;
    return address === undefined ? undefined : { kind: 'connect', address, port: Number(port), error };
  }
  const [, folder = '/', quoted] = place.exec(args) ?? [];
  if (quoted === undefined || quoted === '') return undefined;
  const path = posix.resolve(folder, unquote(quoted));
  const isWrite = writes.test(call) || (call.startsWith('open') && opensToWrite.test(args));
  return { kind: isWrite ? 'write' : 'read', path, error };
}

/** strace writes bytes that are no printable ASCII in octal. */
function unquote(text: string): string {
  const bytes = text.replace(/\\([0-7]{1,3}|.)/g, (_, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    return { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' }[code] ?? code;
  });
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

import { open, readFile, stat } from 'node:fs/promises';
import { type LogPage, type LogRequest, logLineSchema, type PlacedLine } from '#contract/logs';
import { logFiles, logFolder, logPath, unlessGone } from './log-files.ts';

/** Bytes of new lines that are looked at in one go. */
const AHEAD = 512 * 1024;

interface Place {
  file: number;
  offset: number;
}

/** One page of the log of a server. Places stay the same while files are added and removed. */
export async function readLog(data: string, request: LogRequest): Promise<LogPage> {
  const folder = logFolder(data, request.plugin, request.server);
  const files = await logFiles(folder);
  const { before, after } = request;
  return after === undefined
    ? readBack(folder, files, placeOf(before), request)
    : readOn(folder, files, placeOf(after) ?? { file: 0, offset: 0 }, request);
}

/** The newest file of a server's log; undefined while there is none. */
export async function newestLogFile(data: string, plugin: string, server: string): Promise<string | undefined> {
  const folder = logFolder(data, plugin, server);
  const last = (await logFiles(folder)).at(-1);
  return last === undefined ? undefined : logPath(folder, last);
}

/** The newest lines, or those before a place. */
async function readBack(
  folder: string,
  files: number[],
  from: Place | undefined,
  request: LogRequest,
): Promise<LogPage> {
  const older = files.filter((file) => from === undefined || file <= from.file).toReversed();
  let lines: PlacedLine[] = [];
  let end: Place | undefined = from;
  for (const file of older) {
    const bytes = await unlessGone(readFile(logPath(folder, file)));
    if (bytes === undefined) continue;
    const whole = bytes.subarray(0, from?.file === file ? from.offset : bytes.lastIndexOf(LINE_FEED) + 1);
    end ??= { file, offset: whole.length };
    lines = [...lastLines(file, whole, request.limit + 1 - lines.length, request), ...lines];
    if (lines.length > request.limit) break;
  }
  const hasMore = lines.length > request.limit;
  lines = lines.slice(-request.limit);
  const [first] = lines;
  return {
    lines,
    ...(hasMore && first !== undefined ? { before: first.place } : {}),
    ...(end === undefined ? {} : { after: text(end) }),
  };
}

/** What was added since a place. */
async function readOn(folder: string, files: number[], from: Place, request: LogRequest): Promise<LogPage> {
  let at = from;
  for (const file of files.filter((each) => each >= from.file)) {
    const start = file === from.file ? from.offset : 0;
    const bytes = await readFrom(logPath(folder, file), start);
    if (bytes === undefined) continue;
    const lines = linesIn(file, bytes, start, request);
    const isFull = lines.length === request.limit;
    const last = lines.at(-1);
    at = { file, offset: start + bytes.length };
    // Cut short: what follows the last line that is given is still to be read.
    if (isFull && last !== undefined) at = behind(last, bytes, start);
    if (lines.length > 0) return { lines, after: text(at) };
  }
  return { lines: [], after: text(at) };
}

const LINE_FEED = 10;

/** Whole lines only. Undefined for a file that is gone. */
async function readFrom(path: string, start: number): Promise<Buffer | undefined> {
  const stats = await unlessGone(stat(path));
  if (stats === undefined) return undefined;
  if (stats.size <= start) return Buffer.alloc(0);
  const handle = await unlessGone(open(path, 'r'));
  if (handle === undefined) return undefined;
  try {
    const length = Math.min(AHEAD, stats.size - start);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
    return buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf(LINE_FEED) + 1);
  } finally {
    await handle.close();
  }
}

function linesIn(file: number, bytes: Buffer, start: number, request: LogRequest): PlacedLine[] {
  const lines: PlacedLine[] = [];
  for (let at = 0; at < bytes.length && lines.length < request.limit; ) {
    const end = bytes.indexOf(LINE_FEED, at);
    const line = readLine(bytes.toString('utf8', at, end), request);
    if (line !== undefined) lines.push({ ...line, place: text({ file, offset: start + at }) });
    at = end + 1;
  }
  return lines;
}

/** The last `count` that are wanted; what stands before them is not looked at. */
function lastLines(file: number, bytes: Buffer, count: number, request: LogRequest): PlacedLine[] {
  const lines: PlacedLine[] = [];
  for (let end = bytes.length - 1; end > 0 && lines.length < count; ) {
    const at = bytes.lastIndexOf(LINE_FEED, end - 1) + 1;
    const line = readLine(bytes.toString('utf8', at, end), request);
    if (line !== undefined) lines.push({ ...line, place: text({ file, offset: at }) });
    end = at - 1;
  }
  return lines.toReversed();
}

/** Undefined for what is not wanted, or no line: a full disk leaves halves. */
function readLine(json: string, { run, text: sought }: LogRequest) {
  if (json === '' || (run !== undefined && !json.includes(run))) return undefined;
  try {
    const line = logLineSchema.parse(JSON.parse(json));
    if (run !== undefined && line.run !== run) return undefined;
    return sought === undefined || line.text.toLowerCase().includes(sought.toLowerCase()) ? line : undefined;
  } catch {
    return undefined;
  }
}

function behind({ place }: PlacedLine, bytes: Buffer, start: number): Place {
  const { file, offset } = placeOf(place) ?? { file: 0, offset: 0 };
  return { file, offset: start + bytes.indexOf(LINE_FEED, offset - start) + 1 };
}

function placeOf(place: string | undefined): Place | undefined {
  const [file, offset] = place?.split(':') ?? [];
  return file === undefined || offset === undefined ? undefined : { file: Number(file), offset: Number(offset) };
}

function text({ file, offset }: Place): string {
  return `${file}:${offset}`;
}

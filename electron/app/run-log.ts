import { setTimeout as pause } from 'node:timers/promises';
import type { LogLine, LogSource } from '#contract/logs';
import { stderrLines } from '#runtime/stderr-lines';
import { LOOKED, logCleaner } from './log-cleaner.ts';
import { appendToLog, type LogPlace } from './log-files.ts';
import type { Redact } from './run-redactor.ts';

export interface RunLogOptions extends LogPlace {
  run: string;
  redact: Redact;
  /** Attempts the cage refused so far. */
  refused(): string[];
  /** Tells once, in a sentence, that the log cannot be written. */
  say(sentence: string): void;
}

/** What is written down of one run of a server. Nothing here waits for the disk but `close`. */
export interface RunLog {
  note(from: LogSource, text: string): void;
  /** A part of what the server writes to stderr. */
  stderr(chunk: Buffer): void;
  /** What it writes from now on is of another start of it: half a line of the one before is whole. */
  stderrEnd(): void;
  /** Writes what is left, which may take a second. Gives the last lines of stderr. */
  close(): Promise<string[]>;
}

/** What came meanwhile is written together. */
const PAUSE_MS = 200;
/** Characters that wait; a server that writes more in that time has the oldest of it left out. */
const MOST_WAITING = 128 * 1024;
/** Of a line, for what an object takes beside its text: empty lines are no free ones. */
const LINE_COST = 64;
const LAST_LINES = 8;
const LAST_LENGTH = 400;
/** A disk that hangs must not keep a server's end from its agent. */
const CLOSE_MS = 1_000;

interface Waiting {
  at: number;
  from: LogSource;
  text: string;
  size: number;
}

export function openRunLog(options: RunLogOptions): RunLog {
  const { run, redact, refused, say } = options;
  const clean = { stderr: logCleaner(redact), other: logCleaner(redact) };
  const ring = createRing();
  const last: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let toldRefused = 0;
  let hasFailed = false;

  const line = ({ at, from, text, size }: Waiting): string => {
    const cleaned = from === 'stderr' ? clean.stderr(text, size) : clean.other(text);
    if (from === 'stderr') last.splice(0, Math.max(0, last.push(cleaned.slice(0, LAST_LENGTH)) - LAST_LINES));
    const whole: LogLine = { at, run, from, text: cleaned };
    return `${JSON.stringify(whole)}\n`;
  };
  const take = (): string => {
    const attempts = refused();
    // Another start of the server counts from the beginning.
    if (attempts.length < toldRefused) toldRefused = 0;
    for (const text of attempts.slice(toldRefused)) ring.add(entry('gatehouse', text));
    toldRefused = attempts.length;
    return ring.take().map(line).join('');
  };
  const write = async (lines: string): Promise<void> => {
    if (lines === '') return;
    try {
      // Half a line may stand there since the last try.
      await appendToLog(options, hasFailed ? `\n${lines}` : lines, Date.now());
      hasFailed = false;
    } catch (error) {
      if (!hasFailed) say(`Its log is not written; calls go on. ${error instanceof Error ? error.message : ''}`.trim());
      hasFailed = true;
    }
  };
  const flush = (): void => {
    writing = write(take()).then(() => {
      timer = undefined;
      if (!ring.isEmpty()) soon();
    });
  };
  const soon = (): void => {
    timer ??= setTimeout(flush, PAUSE_MS).unref();
  };
  const add = (waiting: Waiting): void => {
    ring.add(waiting);
    soon();
  };
  const errors = stderrLines(LOOKED, (text, size) => add({ at: Date.now(), from: 'stderr', text, size }));

  return {
    note: (from, text) => add(entry(from, text)),
    stderr: errors.push,
    stderrEnd: errors.end,
    async close() {
      errors.end();
      clearTimeout(timer);
      const ended = writing.then(() => write(take()));
      await Promise.race([ended, pause(CLOSE_MS, undefined, { ref: false })]);
      return last;
    },
  };
}

function entry(from: LogSource, text: string): Waiting {
  return { at: Date.now(), from, text, size: 0 };
}

/** Lines that wait, in a bounded memory: the newest tell why a server ended, so the oldest are given up. */
function createRing() {
  let lines: (Waiting | undefined)[] = [];
  let head = 0;
  let length = 0;
  let lost = { lines: 0, bytes: 0, at: 0 };
  const cost = ({ text }: Waiting): number => text.length + LINE_COST;
  const dropOldest = (): void => {
    const oldest = lines[head];
    lines[head] = undefined;
    head += 1;
    if (oldest === undefined) return;
    length -= cost(oldest);
    lost = { lines: lost.lines + 1, bytes: lost.bytes + oldest.size, at: lost.at || oldest.at };
    if (head < 4_096) return;
    lines = lines.slice(head);
    head = 0;
  };
  return {
    isEmpty: () => head === lines.length,
    add(line: Waiting): void {
      lines.push(line);
      length += cost(line);
      while (length > MOST_WAITING && head < lines.length - 1) dropOldest();
    },
    take(): Waiting[] {
      const kept = lines.slice(head).filter((each) => each !== undefined);
      const count = `${lost.lines} lines (${lost.bytes} bytes of stderr)`;
      const text = `${count} were left out here: they came faster than a log takes them.`;
      const gap: Waiting[] = lost.lines === 0 ? [] : [{ at: lost.at, from: 'gatehouse', text, size: 0 }];
      [lines, head, length, lost] = [[], 0, 0, { lines: 0, bytes: 0, at: 0 }];
      return [...gap, ...kept];
    },
  };
}

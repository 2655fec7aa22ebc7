/**
 * What an agent room may ask of the machine. Synchronous on purpose: small local reads are several times
 * cheaper that way, and scans give way between plugins (`ScanContext.pace`). Nothing here throws: what
 * cannot be read is a value, so that it ends as a problem with a file.
 */
export type NodeKind = 'file' | 'directory' | 'other' | 'missing' | 'unreadable';

export interface Stat {
  /** Of what a link points to; `other` is a FIFO, socket or device; a dangling or looping link is `missing`. */
  kind: NodeKind;
  /** Bytes. */
  size: number;
  modifiedMs: number;
  isLink: boolean;
  /** Owner's or anyone's execute bit; false on Windows. */
  isExecutable: boolean;
}

export interface Entry {
  name: string;
  /** Of the entry itself: links are not followed. */
  kind: 'file' | 'directory' | 'link' | 'other';
}

export type ReadOutcome =
  | { ok: true; text: string; size: number; hasInvalidUtf8: boolean }
  | { ok: false; reason: 'missing' | 'unreadable' | 'not-a-file' | 'too-large'; detail: string };

export type ListOutcome =
  | { ok: true; entries: readonly Entry[]; truncated: boolean }
  | { ok: false; reason: 'missing' | 'unreadable' | 'not-a-directory'; detail: string };

export interface ReadPort {
  stat(path: string): Stat;
  /** Sorted by name in code unit order; at most 20,000 entries, then `truncated`. */
  list(path: string): ListOutcome;
  /** Text as UTF-8, a leading BOM kept. Refuses anything that is not a regular file and files above `maxBytes` (8 MiB unless told). */
  read(path: string, maxBytes?: number): ReadOutcome;
  /** Every link resolved; undefined when missing, unreadable or looping. */
  realpath(path: string): string | undefined;
}

export type Platform = 'linux' | 'darwin' | 'win32';

/** The machine as handed in, so that every system's rules are tested on any system. */
export interface Machine {
  platform: Platform;
  /** Absolute, in the style of `platform`. */
  home: string;
  /** Empty when a home was named with --home: variables of the caller are not that home's. */
  env: Readonly<Record<string, string | undefined>>;
  /**
   * Settings delivered by the operating system (managed preferences, registry policies) as JSON text or
   * base64 as the agent defines them; undefined when there are none. Keys are the agent's own names.
   */
  osPolicy(key: string): string | undefined;
}

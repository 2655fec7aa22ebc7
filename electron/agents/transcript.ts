import type { CallType, Outcome } from '#contract/history';
import type { AgentId } from '#contract/plugin-id';
import type { Machine } from './read-port.ts';

/** Arguments or a result as the agent wrote them: a plain string, or a value as JSON text. */
export interface Body {
  format: 'text' | 'json';
  text: string;
}

/**
 * What a transcript says about calls, one fact at a time, in the order of its lines. The store joins facts of one
 * call by agent, session and call id; a copy of a history (resumed or forked session) is recognised there by the
 * same call id with the same start time, or by a session this one descends from.
 */
export type Observation = CallStart | CallEnd | SessionFact | ServerNote | TranscriptProblem;

export interface CallStart {
  kind: 'start';
  session: string;
  /** The agent's own id; made from file position or time where the agent gives none (then it starts with `gatehouse:`). */
  callId: string;
  /** Milliseconds since 1970. */
  at: number;
  type: CallType;
  /** As the agent wrote it: `Bash`, `mcp__github__list`, `exec`, `/plugin:command`, `PreToolUse`. */
  name: string;
  args?: Body;
  /** Set when the record says so itself, never guessed here. */
  explicit?: ExplicitSource;
  /** Working folder at that moment, the project of the call. */
  project?: string;
  branch?: string;
  model?: string;
  /** Of the agent. */
  agentVersion?: string;
  /** Call id, in the same session, of the program or sub-agent call this one was made by. */
  parent?: string;
  /** The agent's name for the sub-agent that called; absent for the main thread. */
  subAgent?: string;
  line?: number;
}

/** Who supplied a call, as far as the transcript states it. */
export interface ExplicitSource {
  server?: string;
  tool?: string;
  /** The agent's own plugin id, `name@marketplace`. */
  pluginId?: string;
  /** A plugin's name when its marketplace is not told. */
  pluginName?: string;
  /** Of the plugin, when the record tells it, for example by the folder of a skill. */
  version?: string;
  skill?: string;
}

export interface CallEnd {
  kind: 'end';
  session: string;
  callId: string;
  /** Milliseconds since 1970; absent when the record has none. */
  at?: number;
  outcome: Outcome;
  /** The end with the higher rank counts: 2 a native record of the call, 1 its output, 0 a sign that it was broken off. */
  rank: 0 | 1 | 2;
  result?: Body;
  /** A file the agent put a long result into, instead of the transcript. */
  spilled?: string;
  /** Told by the record itself; else the store takes the difference of the two times. */
  durationMs?: number;
  /** Who decided that it may run, or not. */
  decision?: {
    by: 'user' | 'rule' | 'mode' | 'hook' | 'classifier' | 'agent' | 'unknown';
    allowed: boolean;
    reason?: string;
  };
  explicit?: ExplicitSource;
}

/** Something about a whole session, told once or again. Later facts fill what earlier ones left out. */
export interface SessionFact {
  kind: 'session';
  session: string;
  at?: number;
  project?: string;
  /** Sessions whose history this one was started with, nearest first. */
  descendsFrom?: string[];
  parentSession?: string;
  /** With `parentCall`: not the session, but one sub-agent inside it was started by that call. */
  subAgent?: string;
  /** Call id, in the parent session, of the call that started this session (Codex gives a sub-agent its own session). */
  parentCall?: string;
  /** `codex-tui`, `cli`, `vscode`, … */
  client?: string;
}

/** From a server log that stands beside the transcripts: it enriches a call by session, server, tool and order and never makes one. */
export interface ServerNote {
  kind: 'server';
  session: string;
  at: number;
  server: string;
  /** Absent when the note is about the server itself (failed start, disconnect). */
  tool?: string;
  what: 'called' | 'finished' | 'failed' | 'connected' | 'not-started' | 'stderr';
  durationMs?: number;
  message?: string;
}

export interface TranscriptProblem {
  kind: 'problem';
  code: 'transcript-line-invalid' | 'transcript-line-too-long';
  /** 1-based. */
  line: number;
  message: string;
}

/** Reads one file line by line. Never throws; unknown kinds of records are counted in `skipped` and passed over. */
export interface TranscriptReader {
  /** One complete line without its end; `line` is 1-based. */
  read(text: string, line: number): readonly Observation[];
  /** How many records of each unknown kind were passed over. */
  skipped: ReadonlyMap<string, number>;
  /** JSON with all that must be known to go on after this line in another process. */
  state(): string;
}

export interface TranscriptFile {
  path: string;
  /** Below its root, with `/`. */
  relative: string;
}

/** Where one agent's transcripts lie and how they are read. Pure. */
export interface TranscriptFormat {
  agent: AgentId;
  /** Folders to look into with all folders below; absolute, in the style of the machine. Absent ones are fine. */
  roots(machine: Machine): readonly string[];
  /** Whether a file below a root is a transcript or server log, by its path below that root (`/` as separator). */
  accepts(relative: string): boolean;
  /** `state` is what an earlier reader of the same file gave; undefined at the beginning of the file. */
  open(file: TranscriptFile, state?: string): TranscriptReader;
  /** Names the supplier of a call. See `SupplierTable`. */
  attribute(call: AttributableCall, table: SupplierTable): Supplier;
}

export interface AttributableCall {
  type: CallType;
  name: string;
  explicit?: ExplicitSource;
  project?: string;
  at: number;
}

/** What could have supplied a call: the inventory as it was when the table was made. */
export interface SupplierTable {
  plugins: readonly {
    /** Gatehouse's plugin id. */
    id: string;
    /** The agent's own id, `name@marketplace`. */
    own: string;
    name: string;
    servers: readonly string[];
    skills: readonly string[];
    commands: readonly string[];
    /** Every install there is a record of, for the version at a time. ISO times. */
    versions: readonly { version: string; installedAt?: string }[];
  }[];
  /** Stand-alone servers, skills and commands. */
  standalone: readonly { id: string; kind: 'mcp' | 'skill' | 'command'; name: string; project?: string }[];
}

export interface Supplier {
  /** Gatehouse's id of the plugin or stand-alone row; absent for built-in tools and what nothing explains. */
  plugin?: string;
  server?: string;
  /** The tool's own name: `list_issues`, `Bash`, a skill's name. */
  tool: string;
  version?: string;
  /** `explicit`: the record says so; `resolved`: found by its name; `ambiguous`: several fit, none is chosen; `builtin`; `unknown`. */
  how: 'explicit' | 'resolved' | 'ambiguous' | 'builtin' | 'unknown';
  /** Ids that fit, when ambiguous. */
  candidates?: readonly string[];
}

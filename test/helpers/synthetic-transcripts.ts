import { closeSync, mkdirSync, openSync, utimesSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seededRandom } from './seeded-random.ts';
import type { SyntheticServer } from './synthetic-calls.ts';
import { claudeSession, type SyntheticSession } from './synthetic-claude-session.ts';
import { codexSession } from './synthetic-codex-session.ts';
import { syntheticText } from './synthetic-text.ts';

export interface SyntheticOptions {
  /** Where `.claude` and `.codex` come to lie. */
  home: string;
  /** Not less than so many bytes in all, and at most one session more. */
  bytes: number;
  /** The same seed makes the same tree. */
  seed?: number;
  /** Of all sessions, those of Codex; from 0 to 1. */
  codexShare?: number;
  /** Of Claude Code's sessions, those that were resumed: their whole history lies a second time under a new session. */
  resumedShare?: number;
  servers?: readonly SyntheticServer[];
}

export interface SyntheticTree {
  /** Paths of all transcripts and server logs, in the order they were written. */
  files: string[];
  bytes: number;
  /** Tool calls in them, each counted once; copies in resumed sessions are none. */
  calls: number;
}

/** All sessions begin within so many days before this moment. */
const DAYS = 200;
const NOW = Date.UTC(2026, 10, 20);

const usualServers: readonly SyntheticServer[] = [
  { name: 'docs', tools: ['search', 'read_page'] },
  { name: 'github', tools: ['list_issues', 'get_pull_request', 'search_code'] },
  { name: 'plugin_review-kit-1_review-kit-1', tools: ['review', 'comment'] },
];

/** Writes a tree of transcripts that is like what months of work leave behind, session by session. */
export function writeSyntheticTranscripts(options: SyntheticOptions): SyntheticTree {
  const random = seededRandom(options.seed ?? 1);
  const text = syntheticText(random);
  const tree: SyntheticTree = { files: [], bytes: 0, calls: 0 };
  const servers = options.servers ?? usualServers;
  while (tree.bytes < options.bytes) {
    const isCodex = random.chance(options.codexShare ?? 0.25);
    const project = `/home/ada/work/project-${random.below(24)}`;
    const start = NOW - random.below(DAYS * 86_400_000) - 86_400_000;
    const session = (isCodex ? codexSession : claudeSession)({ random, text, servers, project, start });
    tree.calls += session.calls;
    writeSession(options.home, isCodex, session, tree);
    if (!isCodex && random.chance(options.resumedShare ?? 0.05)) {
      writeSession(options.home, isCodex, resumed(session, random.uuid()), tree);
    }
  }
  return tree;
}

function writeSession(home: string, isCodex: boolean, session: SyntheticSession, tree: SyntheticTree): void {
  const below = join(home, isCodex ? '.codex' : '.claude');
  for (const [path, lines] of session.files) writeLines(join(below, path), lines, session.end, tree);
  const logs = join(home, '.cache', 'claude-cli-nodejs');
  for (const [path, lines] of session.logs) writeLines(join(logs, path), lines, session.end, tree);
}

function writeLines(path: string, lines: readonly string[], end: number, tree: SyntheticTree): void {
  mkdirSync(dirname(path), { recursive: true });
  const content = Buffer.from(`${lines.join('\n')}\n`);
  const descriptor = openSync(path, 'w');
  writeSync(descriptor, content);
  closeSync(descriptor);
  utimesSync(path, end / 1_000, end / 1_000);
  tree.files.push(path);
  tree.bytes += content.length;
}

/** What older versions of Claude Code wrote when a session was resumed: its main file again, under another session. */
function resumed(session: SyntheticSession, id: string): SyntheticSession {
  const [entry] = session.files;
  if (entry === undefined) return session;
  const [path, lines] = entry;
  const old = /([0-9a-f-]{36})\.jsonl$/.exec(path)?.[1] ?? '';
  const copy = lines.map((line) => line.replaceAll(`"sessionId":"${old}"`, `"sessionId":"${id}"`));
  const files = new Map([[path.replace(old, id), copy]]);
  return { files, logs: new Map(), calls: 0, end: session.end + 3_600_000 };
}

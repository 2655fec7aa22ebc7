import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { largeHome } from '#test/helpers/large-home';
import { type SyntheticTree, writeSyntheticTranscripts } from '#test/helpers/synthetic-transcripts';
import { findCcusage, howToGetCcusage } from './ccusage.ts';
import { type MeasuredRun, measuredRun } from './measured-process.ts';
import { notRun, type Row, row, shown } from './row.ts';

export interface HistoryImportOptions {
  /** The built command line. */
  program: string;
  folder: string;
  /** Of transcripts, in MB. */
  megabytes: number;
}

const PLUGINS = 30;
const MAX_MEMORY_MB = 150;

/** `gatehouse history import` of a home nobody looked at before, beside programs that only read the same files. */
export async function historyImport({ program, folder, megabytes }: HistoryImportOptions): Promise<Row[]> {
  const { home } = largeHome(join(folder, 'import'), PLUGINS);
  const tree = writeTree(home, megabytes);
  const list = join(folder, 'transcripts.json');
  writeFileSync(list, JSON.stringify(tree.files));
  const floor = [process.execPath, join(import.meta.dirname, 'json-parse-program.mjs'), list] as const;
  const data = join(folder, 'data-import');
  try {
    // Once before and once after: the first also warms the system's cache for all.
    await measuredRun(floor);
    const before = await measuredRun(floor);
    const ours = await measuredRun([
      process.execPath,
      ...[program, 'history', 'import', '--json', '--home', home, '--data', data],
    ]);
    const after = await measuredRun(floor);
    const parse = { ...before, seconds: (before.seconds + after.seconds) / 2 };
    return [...ourRows(tree, ours, parse), ...(await comparedToCcusage(home, tree, ours))];
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** Transcripts in a home of `largeHome`, with calls of servers that its plugins have. */
export function writeTree(home: string, megabytes: number): SyntheticTree {
  const names = ['deploy-helper-1', 'design-helper-3', 'release-helper-5'];
  const plugins = names.map((name) => ({ name: `plugin_${name}_${name}`, tools: ['list', 'read_page', 'create'] }));
  const servers = [...plugins, { name: 'server-0', tools: ['search'] }, { name: 'server-1', tools: ['query', 'run'] }];
  return writeSyntheticTranscripts({ home, bytes: megabytes * 1_000_000, servers });
}

function ourRows(tree: SyntheticTree, ours: MeasuredRun, parse: MeasuredRun): Row[] {
  const { status } = JSON.parse(ours.stdout) as { status: { calls: number; size: number } };
  const size = `${shown(tree.bytes / 1e6)} MB, ${tree.files.length} files, ${tree.calls} calls`;
  const speed = `${shown(tree.bytes / 1e6 / ours.seconds)} MB/s; ${shown(ours.seconds)} s, JSON.parse ${shown(parse.seconds)} s`;
  const share = (100 * parse.seconds) / ours.seconds;
  const figures = { ourSeconds: ours.seconds, parseSeconds: parse.seconds, bytes: tree.bytes, calls: status.calls };
  const memory = { value: ours.peakMb, limit: MAX_MEMORY_MB, unit: 'MB' };
  const parsing = `JSON.parse ${shown(parse.peakMb)} MB`;
  const missing = Math.abs(tree.calls - status.calls);
  return [
    atLeast(`history: import of ${size}`, { value: share, limit: 50, unit: "% of JSON.parse's speed" }, speed, figures),
    row('history: import, most memory', memory, parsing, { ourMb: ours.peakMb, parseMb: parse.peakMb }),
    row('history: import, calls too many or too few', { value: missing, limit: 0, unit: 'calls' }, '', {
      kept: status.calls,
      written: tree.calls,
    }),
  ];
}

function atLeast(
  name: string,
  { value, limit, unit }: { value: number; limit: number; unit: string },
  more: string,
  figures: Record<string, number>,
): Row {
  const verdict = value >= limit ? 'PASS' : 'MISS';
  return { name, measured: `${shown(value)} ${unit} (${more})`, budget: `≥ ${limit} ${unit}`, verdict, figures };
}

/** It reads the transcripts of Claude Code alone and keeps nothing, so the two are compared by the megabyte. */
async function comparedToCcusage(home: string, tree: SyntheticTree, ours: MeasuredRun): Promise<Row[]> {
  const ccusage = findCcusage();
  const names = ['history: import, time by the MB against ccusage', 'history: import, memory against ccusage'] as const;
  if (ccusage === undefined) return names.map((name) => notRun(name, '≤ 1 ×', howToGetCcusage));
  const claude = join(home, '.claude');
  const env = { ...process.env, HOME: home, CLAUDE_CONFIG_DIR: claude };
  const theirs = await measuredRun([process.execPath, ccusage, 'daily', '--offline', '--json'], env);
  const read = sizeOf(tree.files.filter((file) => file.startsWith(claude)));
  const [our, their] = [ours.seconds / tree.bytes, theirs.seconds / read];
  const told = `it reads ${shown(read / 1e6)} MB in ${shown(theirs.seconds)} s`;
  const memory = { value: ours.peakMb / theirs.peakMb, limit: 1, unit: '×' };
  return [
    row(names[0], { value: our / their, limit: 1, unit: '×' }, told, { theirSeconds: theirs.seconds, bytes: read }),
    row(names[1], memory, `it takes ${shown(theirs.peakMb)} MB`, { ourMb: ours.peakMb, theirMb: theirs.peakMb }),
  ];
}

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

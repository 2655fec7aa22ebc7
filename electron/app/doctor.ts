import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import type { Check } from '#contract/inventory';
import { dataFolder } from '#platform/data-folder';
import { loginPath } from '#platform/login-path';
import { createSandbox } from '#sandbox/sandbox';
import { sandboxHost } from '#sandbox/sandbox-host';
import type { Core } from './core.ts';
import { sandboxCheck } from './sandbox-check.ts';

/** What is there and what is missing on this machine. Reads and asks; writes nothing but the keychain's check entry. */
export async function runChecks(core: Core): Promise<Check[]> {
  const snapshot = await core.inventory.snapshot(null);
  const agents = snapshot.agents.map((agent): Check => {
    const program = agent.id === 'codex' ? 'codex' : 'claude';
    const at = onPath(program);
    const files = agent.found ? `Its files are in ${agent.root}` : `No files in ${agent.root}`;
    const detail = `${files}; ${at === undefined ? `no program "${program}" on PATH` : `program ${at}`}.`;
    return { name: agent.id, state: agent.found ? 'ok' : 'missing', detail };
  });
  return [
    ...agents,
    ...(await journalChecks(core)),
    await historyCheck(core),
    nodeCheck(),
    await fullTextCheck(),
    await keychainCheck(core),
    await preparedCheck(core),
    await sandboxCheck(createSandbox(sandboxHost(core.home, dataFolder()))),
    electronCheck(),
    await loginPathCheck(),
    pathCheck(),
  ];
}

/** Journals that were damaged and moved aside; nothing when all is well. */
async function journalChecks(core: Core): Promise<Check[]> {
  const damaged = await (await core.changes()).damagedJournals();
  return damaged.map((file) => ({
    name: 'journal',
    state: 'warning',
    detail: `A damaged journal was moved aside: ${file}.`,
    help: 'Changes written in it cannot be undone from here; the backups of the files are beside it.',
  }));
}

/** Reads the whole store; a second or two for a million calls. */
async function historyCheck(core: Core): Promise<Check> {
  const history = await core.history();
  const wrong = await history.ask('integrity', null);
  const { calls, size, owner } = await history.status();
  const who = owner === 'other' ? '; another Gatehouse takes transcripts in' : '';
  const detail = `${calls} tool calls in ${Math.ceil(size / 1024 / 1024)} MB${who}.`;
  if (wrong.length === 0) return { name: 'history', state: 'ok', detail };
  return {
    name: 'history',
    state: 'warning',
    detail: `${detail} ${wrong.slice(0, 5).join(' ')}`,
    help: 'Start Gatehouse again: what can be read is saved, the rest comes back from transcripts that still exist.',
  };
}

function nodeCheck(): Check {
  return { name: 'node', state: 'ok', detail: `Node ${process.versions.node} at ${process.execPath}.` };
}

async function fullTextCheck(): Promise<Check> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(':memory:');
  try {
    const row = database
      .prepare("SELECT sqlite_compileoption_used('ENABLE_FTS5') AS used, sqlite_version() AS version")
      .get();
    const isThere = row?.['used'] === 1;
    return {
      name: 'sqlite',
      state: isThere ? 'ok' : 'missing',
      detail: `SQLite ${String(row?.['version'])} ${isThere ? 'with' : 'without'} full-text search.`,
    };
  } finally {
    database.close();
  }
}

async function keychainCheck(core: Core): Promise<Check> {
  const { state, detail, remedy } = await (await core.secrets()).state();
  if (state === 'ready') return { name: 'keychain', state: 'ok', detail };
  const help = remedy === undefined ? {} : { help: remedy };
  return { name: 'keychain', state: state === 'none' ? 'missing' : 'warning', detail, ...help };
}

/** Each file of each prepared package is read. */
async function preparedCheck(core: Core): Promise<Check> {
  const { isUntouched, listPrepared } = await import('./prepared-files.ts');
  const { prepared, unreadable } = listPrepared(core.data);
  const changed = prepared.filter((each) => !isUntouched(each)).map(({ name, version }) => `${name} ${version}`);
  const name = 'prepared packages';
  if (changed.length + unreadable.length === 0) {
    return {
      name,
      state: 'ok',
      detail: prepared.length === 0 ? 'There are none.' : `${prepared.length} are as they were downloaded.`,
    };
  }
  const detail = `Not as it was downloaded: ${[...changed, ...unreadable].join(', ')}.`;
  return { name, state: 'warning', detail, help: 'Prepare it again: gatehouse prepare ID.' };
}

/** By file, because importing `electron` in plain Node starts a download. */
function electronCheck(): Check {
  const help = 'Run "npm start" where it can be downloaded; until then the same app is served on loopback.';
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const pathFile = join(folder, 'path.txt');
    const program = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
    const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
    const isThere = existsSync(join(dist, program));
    return isThere
      ? { name: 'electron', state: 'ok', detail: `Runtime in ${dist}.` }
      : { name: 'electron', state: 'missing', detail: 'The runtime has not been downloaded.', help };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { name: 'electron', state: 'missing', detail: 'Not installed beside this program.', help };
  }
}

/** Servers that Gatehouse starts itself find their programs there, and so do guarded ones whose agent has no PATH. */
async function loginPathCheck(): Promise<Check> {
  const path = await loginPath();
  return { name: 'login PATH', state: 'ok', detail: `Programs of servers are looked for in ${path}.` };
}

function pathCheck(): Check {
  const at = onPath('gatehouse');
  if (at !== undefined) return { name: 'PATH', state: 'ok', detail: `"gatehouse" is ${at}.` };
  return {
    name: 'PATH',
    state: 'warning',
    detail: '"gatehouse" is not on PATH.',
    help: 'Use the full path of out/cli/gatehouse.js.',
  };
}

function onPath(program: string): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const found = endings.map((ending) => join(folder, program + ending)).find((path) => existsSync(path));
    if (folder !== '' && found !== undefined) return found;
  }
  return undefined;
}

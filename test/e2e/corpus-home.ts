import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The home the corpus' own files name. */
const WRITTEN_FOR = '/home/dev';

export interface CorpusHome {
  home: string;
  data: string;
  project: string;
  remove(): void;
}

/**
 * The two corpus homes as one, copied, their paths rewritten to where the copy lies. Real skills out of its
 * plugins are copied to the user's own skills folder until the list holds `rows` rows.
 */
export function corpusHome(shared: string, rows: number): CorpusHome {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gatehouse-e2e-')));
  const home = join(folder, 'home');
  cpSync(join(shared, 'corpus', 'claude-home'), home, { recursive: true });
  cpSync(join(shared, 'corpus', 'codex-home', '.codex'), join(home, '.codex'), { recursive: true });
  makeWritable(home);
  for (const file of configFiles(home)) {
    const text = readFileSync(file, 'utf8');
    if (text.includes(WRITTEN_FOR)) writeFileSync(file, text.replaceAll(WRITTEN_FOR, home));
  }
  addSkills(home, rows);
  return {
    home,
    data: join(folder, 'data'),
    project: join(home, 'work', 'shop-api'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The corpus may be mounted read-only. */
function makeWritable(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  chmodSync(path, stats.mode | 0o200);
  if (stats.isDirectory()) for (const name of readdirSync(path)) makeWritable(join(path, name));
}

function configFiles(home: string): string[] {
  const at = (...parts: string[]) => join(home, ...parts);
  return [
    at('.claude.json'),
    at('.claude', 'settings.json'),
    at('.claude', 'plugins', 'installed_plugins.json'),
    at('.claude', 'plugins', 'known_marketplaces.json'),
    at('.codex', 'config.toml'),
  ];
}

const ROWS_WITHOUT = 110;

function addSkills(home: string, rows: number): void {
  const cache = join(home, '.claude', 'plugins', 'cache');
  const target = join(home, '.claude', 'skills');
  mkdirSync(target, { recursive: true });
  const skills = readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('SKILL.md'));
  for (const [at, path] of skills.slice(0, Math.max(0, rows - ROWS_WITHOUT)).entries()) {
    const folder = join(cache, path, '..');
    cpSync(folder, join(target, `${folder.split(/[\\/]/).at(-1)}-${at}`), { recursive: true });
  }
}

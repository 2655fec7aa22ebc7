import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSION = '18.0.11';

/**
 * Path of the program of ccusage, which reads the same transcripts of Claude Code for their token counts. It is kept
 * outside the project between runs; undefined when npm cannot get it.
 */
export function findCcusage(): string | undefined {
  const folder = process.env['GATEHOUSE_CCUSAGE'] ?? join(tmpdir(), `gatehouse-ccusage-${VERSION}`);
  const program = join(folder, 'node_modules', 'ccusage', 'dist', 'index.js');
  if (!existsSync(program)) install(folder);
  if (!existsSync(program)) return undefined;
  const said = spawnSync(process.execPath, [program, '--version'], { encoding: 'utf8', timeout: 60_000 });
  return said.stdout.includes(VERSION) ? program : undefined;
}

export const howToGetCcusage = `npm could not install ccusage@${VERSION}; name a folder that has it in GATEHOUSE_CCUSAGE.`;

function install(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { ccusage: VERSION } }));
  try {
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 5 * 60_000,
    });
  } catch {
    // Told by whoever looks for the program next.
  }
}

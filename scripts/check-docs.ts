/** Exits 1 when a link of the documentation leads nowhere or ARCHITECTURE.md tells another house than the one built. */
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { architectureDrift } from './docs/architecture-table.ts';
import { deadLinks } from './docs/dead-links.ts';
import { rooms } from './lint/import-table.ts';
import { projectRoot } from './setup/project-root.mjs';

const faults = [...deadLinks(projectRoot, globSync(['*.md', 'docs/**/*.md'], { cwd: projectRoot })), ...house()];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

function house(): string[] {
  const file = join(projectRoot, 'ARCHITECTURE.md');
  if (!existsSync(file)) return ['ARCHITECTURE.md is missing'];
  const folders = readdirSync(join(projectRoot, 'electron'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return architectureDrift(readFileSync(file, 'utf8'), folders, rooms).map((fault) => `ARCHITECTURE.md: ${fault}`);
}

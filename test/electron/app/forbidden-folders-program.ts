import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createCore } from '#app/core';
import { smallHome } from '#test/helpers/small-home';

/**
 * Takes away the right to read each folder of a small home, one at a time, and prints what was found then, as one
 * line of JSON. To be run as a user who is not root: node forbidden-folders-program.ts FOLDER
 */
const { home, project } = smallHome(process.argv[2] ?? '.');

const folders = (below: string): string[] =>
  readdirSync(below, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => [join(below, entry.name), ...folders(join(below, entry.name))]);

async function look() {
  const log = (text: string) => {
    throw new Error(text);
  };
  const core = await createCore({ home, isSample: false, watch: false, asked: 'terminal', log });
  try {
    const { agents, plugins } = await core.inventory.snapshot(project);
    const problems = [...agents, ...plugins].flatMap((each) => each.problems);
    return { files: problems.flatMap((each) => each.file ?? []), ids: plugins.map((plugin) => plugin.id) };
  } finally {
    await core.close();
  }
}

const found = [];
for (const folder of folders(home)) {
  chmodSync(folder, 0o000);
  try {
    found.push({ folder, ...(await look()) });
  } finally {
    chmodSync(folder, 0o755);
  }
}
process.stdout.write(JSON.stringify(found));

import { mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Run as a process of its own: `agent-program.ts FILE TIMES`. Writes like an agent that keeps a lock (a folder, as
 * proper-lockfile makes it): reads the file whole, adds one to its list `seen`, writes it whole.
 */
const [file = '', times = '1'] = process.argv.slice(2);
for (let made = 0; made < Number(times); ) {
  try {
    mkdirSync(`${file}.lock`);
  } catch {
    await pause(3);
    continue;
  }
  const settings = JSON.parse(readFileSync(file, 'utf8'));
  await pause(2);
  made += 1;
  const seen = [...(settings.seen ?? []), made];
  writeFileSync(`${file}.agent`, JSON.stringify({ ...settings, seen }, null, 2));
  renameSync(`${file}.agent`, file);
  rmdirSync(`${file}.lock`);
  await pause(5);
}
process.stdout.write(`${times}\n`);

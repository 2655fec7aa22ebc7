import { mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Run as a process of its own: `write-while-program.ts FILE SECONDS`. Writes like an agent that keeps a lock (a folder, as
 * proper-lockfile makes it) until the time is over: each write adds the next number to the list `seen`.
 */
const [file = '', seconds = '1'] = process.argv.slice(2);
const end = Date.now() + Number(seconds) * 1_000;
const written: string[] = [];
while (Date.now() < end) {
  try {
    mkdirSync(`${file}.lock`);
  } catch {
    await pause(3);
    continue;
  }
  const settings = JSON.parse(readFileSync(file, 'utf8'));
  written.push(`write ${written.length + 1}`);
  writeFileSync(
    `${file}.agent`,
    JSON.stringify({ ...settings, seen: [...(settings.seen ?? []), written.at(-1)] }, null, 2),
  );
  renameSync(`${file}.agent`, file);
  rmdirSync(`${file}.lock`);
  await pause(20);
}
process.stdout.write(JSON.stringify({ written, conflicts: 0 }));

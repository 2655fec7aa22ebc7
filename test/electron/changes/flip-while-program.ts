import { AppError } from '#contract/errors';
import { flipShaped, shapedChanges } from './shaped-agent.ts';

/** Run as a process of its own: `flip-while-program.ts FILE DATA ID SECONDS`. Flips ID until the time is over and prints the changes it made. */
const [file = '', data = '', id = '', seconds = '1'] = process.argv.slice(2);
const changes = shapedChanges(file, data);
const end = Date.now() + Number(seconds) * 1_000;
const written: string[] = [];
let conflicts = 0;
for (let enable = true; Date.now() < end; ) {
  try {
    written.push((await flipShaped(changes, id, enable)).id);
    enable = !enable;
  } catch (error) {
    if (!(error instanceof AppError && (error.code === 'conflict' || error.code === 'unavailable'))) throw error;
    // Written, but the journal was busy when the outcome was noted.
    const made = /was written as change (\S+),/.exec(error.message)?.[1];
    if (made === undefined) conflicts += 1;
    else {
      written.push(made);
      enable = !enable;
    }
  }
}
await changes.close();
process.stdout.write(JSON.stringify({ written, conflicts }));

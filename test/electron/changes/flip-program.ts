import { AppError } from '#contract/errors';
import { changesOver, flip } from './one-file-agent.ts';

/**
 * Run as a process of its own: `flip-program.ts HOME DATA ID TIMES`. Flips ID on and off TIMES times; a conflict is
 * planned again, as a person would. Then waits for its looks and prints how many flips it made.
 */
const [home = '', data = '', id = '', times = '1'] = process.argv.slice(2);
const changes = changesOver(home, data);
let made = 0;
while (made < Number(times)) {
  const plugin = await changes.plan({ id, enable: true, project: null });
  try {
    await flip(changes, id, plugin.ok);
    made += 1;
  } catch (error) {
    if (!(error instanceof AppError && (error.code === 'conflict' || error.code === 'unavailable'))) throw error;
  }
}
await changes.close();
process.stdout.write(`${made}\n`);

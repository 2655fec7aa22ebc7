import { appendFileSync } from 'node:fs';

/** What is lacking: part of this machine (CI must have it) or material that is not in the repository. */
export type Lacking = 'machine' | 'material';

/** One thing that could not be tested here. */
export interface NotRun {
  what: string;
  /** How to get what is missing, as a sentence or a command. */
  how: string;
  lacking: Lacking;
}

/**
 * Notes that something was not tested and how to change that. `npm test` prints the list at its end and, under
 * `CI=true` on Linux, fails when it names part of the machine. Outside `npm test` it says so on stderr at once.
 */
export function notRun(what: string, how: string, lacking: Lacking = 'machine'): void {
  const entry: NotRun = { what, how, lacking };
  const file = process.env['GATEHOUSE_NOT_RUN'];
  if (file === undefined) process.stderr.write(`not run: ${what}. ${how}\n`);
  else appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

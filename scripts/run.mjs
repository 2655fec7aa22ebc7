/**
 * node scripts/run.mjs SCRIPT.ts [arguments]: installs what is missing, then runs the script with Node 24.
 * Nothing here or in what it imports at once may need a newer Node than the oldest that is told to go and upgrade:
 * no dependencies, no new syntax.
 */
import { nodeTooOld } from './setup/node-version.mjs';

const tooOld = nodeTooOld(process.versions.node);
if (tooOld === undefined) {
  void import('./setup/hand-over.mjs').then(({ handOver }) => handOver(process.argv.slice(2)));
} else {
  console.error(tooOld);
  process.exitCode = 1;
}

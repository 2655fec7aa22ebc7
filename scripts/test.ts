import { projectRoot } from './setup/project-root.mjs';
import { runTests } from './tests/run-tests.ts';
import { tallyLine } from './tests/tally.ts';

const tally = await runTests(projectRoot, process.argv.slice(2));
process.exitCode = tally.failed === 0 ? 0 : 1;
console.log(tallyLine(tally));

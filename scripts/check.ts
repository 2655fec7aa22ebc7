/**
 * Everything that has to be green, in the order CI runs it. `npm run check -- lint types` runs only what is named,
 * `npm run check -- --without tests` everything but that.
 */
import { commandList, type Step } from './check/command-list.ts';
import { projectRoot } from './setup/project-root.mjs';
import { runTests } from './tests/run-tests.ts';
import { added, type Tally, tallyLine } from './tests/tally.ts';
import { run, runNode } from './tools/run-tool.ts';

const tallies: Tally[] = [];
for (const step of chosen(process.argv.slice(2))) tallies.push(await take(step));
const total = added(...tallies);
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(tallyLine(total));

function chosen(args: string[]): readonly Step[] {
  const isWithout = args[0] === '--without';
  const names = isWithout ? args.slice(1) : args;
  const unknown = names.filter((name) => !commandList.some((step) => step.name === name));
  if (unknown.length > 0) throw new Error(`No step is called ${unknown.join(', ')}.`);
  if (names.length === 0) return commandList;
  return commandList.filter(({ name }) => names.includes(name) !== isWithout);
}

/** Each step counts as one that passed or failed; the tests count for themselves. */
async function take(step: Step): Promise<Tally> {
  if (step.commands === 'tests') return runTests(projectRoot, []);
  for (const [command, ...args] of step.commands) {
    const isScript = command.endsWith('.ts') || command.endsWith('.mjs');
    const options = { root: projectRoot, stdoutTo: 'both' } as const;
    const { code, output } = isScript ? await runNode([command, ...args], options) : await run(command, args, options);
    if (code === 0) continue;
    console.log(output.trimEnd());
    console.log(`${step.name}: failed (${command} ${args.join(' ')}). ${step.cure}`);
    return { passed: 0, failed: 1 };
  }
  console.log(`${step.name}: passed`);
  return { passed: 1, failed: 0 };
}

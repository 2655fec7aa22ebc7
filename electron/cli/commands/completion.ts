import { exit, type Invocation, UsageError } from '../arguments.ts';
import { candidates, completionScript, shells } from '../completion.ts';
import { type Output, openCore } from '../session.ts';

/** Rows that a shell is given at once. */
const MOST = 500;

/** Prints the script of one shell. */
export async function completion({ operands }: Invocation, output: Output): Promise<number> {
  const shell = shells.find((each) => each === operands[0]);
  if (shell === undefined || operands.length > 1) throw new UsageError(`Name one shell: ${shells.join(', ')}.`);
  await output.write(completionScript(shell));
  return exit.done;
}

/** What the scripts ask: one word in a line. Nothing at all when it cannot be told; a shell must never show an error here. */
export async function complete({ operands, flags }: Invocation, output: Output): Promise<number> {
  const ids = async (): Promise<string[]> => {
    const core = await openCore(flags, output);
    try {
      const { plugins } = await core.inventory.snapshot(flags.project ?? null);
      return plugins.map(({ id }) => id);
    } finally {
      await core.close();
    }
  };
  try {
    const found = await candidates(operands, ids);
    // What holds a line end or another control character would be more than one word, or none.
    const told = found.filter((each) => !/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(each)).slice(0, MOST);
    if (told.length > 0) await output.write(`${told.join('\n')}\n`);
  } catch {
    return exit.done;
  }
  return exit.done;
}

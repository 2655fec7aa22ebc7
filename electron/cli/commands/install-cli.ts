import { commandState, installCommand, removeCommand, thisPlace } from '#app/command-link';
import { AppError } from '#contract/errors';
import type { CommandState } from '#contract/settings';
import { exit, type Invocation, UsageError } from '../arguments.ts';
import { isAgreed } from '../ask-yes.ts';
import type { Output } from '../session.ts';
import { cell } from '../text.ts';

/** Puts the command `gatehouse` where terminals find it, or takes it away again. */
export async function installCli({ flags, operands }: Invocation, output: Output): Promise<number> {
  if (operands.length > 0) throw new UsageError('Write "install-cli" or "install-cli --remove".');
  const place = { ...thisPlace(), ...(flags.data === undefined ? {} : { data: flags.data }) };
  const isRemoval = flags.remove === true;
  const before = await commandState(place);
  if (before.found === 'other' || (before.cannot !== undefined && !isRemoval))
    throw new AppError(
      'conflict',
      before.cannot ?? `${before.path} is not Gatehouse's, so it is left alone. Move it away first.`,
    );
  const isSo = isRemoval ? before.found === 'absent' : before.isCurrent;
  if (isSo || flags['dry-run'] === true)
    return told(before, isSo ? 'Nothing to do.' : planOf(before, isRemoval), output);
  if (!output.json) output.print(planOf(before, isRemoval));
  if (!(await isAgreed(flags, output, isRemoval ? 'Remove it?' : 'Write it?'))) {
    output.log('Nothing was written. --yes is a yes.');
    return exit.refused;
  }
  const after = await (isRemoval ? removeCommand(place) : installCommand(place));
  return told(after, isRemoval ? 'It is removed.' : 'It is there.', output);
}

function planOf({ path, starts }: CommandState, isRemoval: boolean): string {
  return isRemoval ? `Removes ${cell(path)}.` : `Writes ${cell(path)}, which starts ${starts.map(cell).join(' ')}.`;
}

function told(state: CommandState, said: string, output: Output): number {
  if (output.json) output.document(state);
  else output.print([said, ...(state.found === 'ours' && state.advice !== undefined ? [state.advice] : [])].join('\n'));
  return exit.done;
}

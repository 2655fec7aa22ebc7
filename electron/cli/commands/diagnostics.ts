import { writeFileSync } from 'node:fs';
import { AppError } from '#contract/errors';
import { exit, type Invocation, UsageError } from '../arguments.ts';
import { type Output, openCore } from '../session.ts';
import { version } from '../shipped.ts';

/** Prints what a report of a fault needs; a file is written only when one is named, private, and never over another. */
export async function diagnostics({ flags, operands }: Invocation, output: Output): Promise<number> {
  if (operands.length > 0 || flags.output === '')
    throw new UsageError('Write "diagnostics" or "diagnostics --output FILE".');
  const core = await openCore(flags, output);
  try {
    const { makeDiagnostics } = await import('#app/diagnostics');
    const withoutNames = flags['without-names'] === true;
    const text = await makeDiagnostics(core, { version, door: 'terminal', withoutNames });
    await output.write(text);
    if (flags.output !== undefined) save(flags.output, text, flags.yes === true);
    output.log(
      flags.output === undefined
        ? 'Read it before you give it away. --output FILE writes it.'
        : `Written to ${flags.output}. Read it before you give it away.`,
    );
    return exit.done;
  } finally {
    await core.close();
  }
}

function save(file: string, text: string, isOver: boolean): void {
  try {
    writeFileSync(file, text, { mode: 0o600, flag: isOver ? 'w' : 'wx' });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (isThere) throw new AppError('conflict', `${file} is there already. --yes writes over it.`);
    throw new AppError('unavailable', `${file} could not be written: ${String(error)}`);
  }
}

import { createInterface } from 'node:readline/promises';
import type { Flags } from './arguments.ts';
import type { Output } from './session.ts';

/** Without a terminal only --yes is a yes. */
export async function isAgreed(flags: Flags, output: Output, question: string): Promise<boolean> {
  if (flags.yes === true) return true;
  if (output.json || !process.stdin.isTTY || !process.stdout.isTTY) return false;
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await prompt.question(`${question} [y/N] `)).trim());
  } finally {
    prompt.close();
  }
}

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { AppError } from '#contract/errors';

/** More than any secret; what is longer is a mistake, such as a wrong file. */
const MOST_BYTES = 1024 * 1024;

/**
 * A value from a prompt that shows nothing of it, or without a terminal all of stdin but its last line end.
 * Throws AppError `cancelled` at Ctrl-C or Ctrl-D, `bad_request` when there is too much or it is no text.
 */
export async function readSecret(question: string): Promise<string> {
  return process.stdin.isTTY ? fromTerminal(question) : fromInput();
}

async function fromTerminal(question: string): Promise<string> {
  process.stderr.write(question);
  // The reader repeats each key on its output, so it gets one that shows nothing.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  try {
    return await new Promise<string>((resolve, reject) => {
      prompt.once('close', () => reject(new AppError('cancelled', 'Nothing was stored.')));
      prompt.once('line', resolve);
      prompt.once('SIGINT', () => prompt.close());
    });
  } finally {
    prompt.close();
    process.stderr.write('\n');
  }
}

async function fromInput(): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin) {
    parts.push(part);
    size += part.length;
    if (size > MOST_BYTES) throw new AppError('bad_request', 'That is too much for a secret. Nothing was stored.');
  }
  return textOf(Buffer.concat(parts)).replace(/\r?\n$/, '');
}

/** What is no UTF-8 would be stored as something else than was given. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    const message = 'The value is not UTF-8 text, which an environment variable holds. Nothing was stored.';
    throw new AppError('bad_request', message, { cause: error });
  }
}

import type { Core } from '#app/core';
import type { Flags } from './arguments.ts';

/** Where a command writes: a JSON document or text on stdout, everything else on stderr. */
export interface Output {
  json: boolean;
  print(text: string): void;
  document(value: unknown): void;
  /** Text as it is; resolves once a slow reader has room for more. */
  write(text: string): Promise<void>;
  log(text: string): void;
}

export function openOutput(flags: Flags): Output {
  return {
    json: flags.json === true,
    print: (text) => {
      process.stdout.write(`${text}\n`);
    },
    document: (value) => {
      process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
    },
    write: (text) =>
      new Promise((resolve) => {
        if (process.stdout.write(text)) return resolve();
        // Nobody reads on: then there is never room again.
        const over = (): void => {
          process.stdout.off('drain', over).off('error', over);
          resolve();
        };
        process.stdout.on('drain', over).on('error', over);
      }),
    log: (text) => {
      process.stderr.write(`${text}\n`);
    },
  };
}

/** The core for one command: reads once, watches nothing. Loaded only then: `gatehouse run` starts without it. */
export async function openCore(flags: Flags, output: Output): Promise<Core> {
  const { createCore } = await import('#app/core');
  return createCore({
    ...(flags.home === undefined ? {} : { home: flags.home }),
    ...(flags.data === undefined ? {} : { data: flags.data }),
    isSample: false,
    watch: false,
    asked: 'terminal',
    log: output.log,
  });
}

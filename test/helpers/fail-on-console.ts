import { format } from 'node:util';
import { afterEach, beforeEach } from 'vitest';

/** Setup file of vitest: a test during which anything says `console.error` or `console.warn` fails with what was said. */
const watched = ['error', 'warn'] as const;
const said: string[] = [];

beforeEach(() => {
  said.length = 0;
  for (const level of watched) {
    console[level] = (...words: unknown[]) => {
      said.push(`console.${level}: ${format(...words)}`);
    };
  }
});

afterEach(() => {
  const heard = said.splice(0);
  if (heard.length > 0) throw new Error(`The console was written to:\n${heard.join('\n')}`);
});

import { appendFileSync } from 'node:fs';

/** One line of a test's figures: `npm test` prints them all at its end and leaves them in `test-results/hardening.log`. */
export function figure(about: string, figures: Readonly<Record<string, string | number>>): void {
  const line = `${about}: ${Object.entries(figures)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')}`;
  const file = process.env['GATEHOUSE_FIGURES'];
  if (file === undefined) process.stdout.write(`${line}\n`);
  else appendFileSync(file, `${line}\n`);
}

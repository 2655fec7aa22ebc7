/** The floor: reads the files named in a JSON list, parses those that are JSON, and does nothing with them. */
import { readFileSync } from 'node:fs';

const files = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
let parsed = 0;
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.json') && JSON.parse(text) !== undefined) parsed += 1;
}
console.log(parsed);

/** `locking-program.ts DATABASE`: holds it for itself alone, says so, and lets go when its input ends. */
import { DatabaseSync } from 'node:sqlite';

const database = new DatabaseSync(process.argv[2] ?? '', { timeout: 30_000 });
database.exec('BEGIN EXCLUSIVE');
process.stdout.write('held\n');
process.stdin.resume().once('end', () => {
  database.exec('ROLLBACK');
  database.close();
});

import { AppError } from '#contract/errors';
import { flipShaped, shapedChanges } from './shaped-agent.ts';

/**
 * Run as a process of its own: `one-write-program.ts FILE DATA SHAPE`. Turns a@m off, or takes the newest change back,
 * and prints as JSON what came of it.
 */
const [file = '', data = '', shape = ''] = process.argv.slice(2);
const changes = shapedChanges(file, data);

async function write() {
  if (shape !== 'undo') return flipShaped(changes, 'a@m', false);
  const [newest] = await changes.list(1);
  const outcome = await changes.planUndo(newest?.id ?? '');
  if (!outcome.ok) throw new AppError('conflict', outcome.refusal.reason);
  return changes.apply(outcome.plan.planId);
}

try {
  const { applied } = await write();
  await changes.close();
  process.stdout.write(JSON.stringify({ applied }));
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message }));
}

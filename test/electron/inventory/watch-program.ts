import { join } from 'node:path';
import { watchFiles } from '#inventory/watch';

/** node watch-program.ts FOLDER COUNT: watches COUNT folders below FOLDER, prints each state it says, ends by itself. */
const [folder = '', count = '0'] = process.argv.slice(2);
const watch = await watchFiles({
  changed: () => {},
  stateChanged: (state) => process.stdout.write(`${JSON.stringify(state)}\n`),
});
const targets = Array.from({ length: Number(count) }, (_each, at) => ({
  path: join(folder, `f${at}`, 'file'),
  kind: 'file' as const,
}));
await watch.follow(targets, Date.now());
await watch.close();

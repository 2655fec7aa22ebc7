import { changesOfMany, flipMany } from './many-agent.ts';

/** Run as a process of its own: `flip-many-program.ts HOME DATA ID...` turns all of them off as one change. */
const [home = '', data = '', ...ids] = process.argv.slice(2);
const changes = changesOfMany(home, data);
await flipMany(changes, ids, false);
await changes.close();

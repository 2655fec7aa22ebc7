import { AppError } from '#contract/errors';
import { createInventory } from '#inventory/inventory';
import { nodeReadPort } from '#platform/read-port-node';
import { folderAgent } from '../../helpers/folder-agent.ts';

/** node close-program.ts HOME: closes a live list while and right after it reads; ends when nothing is left to wait for. */
const [home = ''] = process.argv.slice(2);

async function openAndClose(wait: (reading: Promise<unknown>) => Promise<unknown>, name: string): Promise<void> {
  const inventory = await createInventory({
    modules: [folderAgent()],
    port: nodeReadPort(),
    machine: { platform: 'linux', home, env: {}, osPolicy: () => undefined },
    isSample: false,
    watch: true,
    now: () => new Date(),
    log: (message) => process.stderr.write(`${message}\n`),
  });
  const reading = inventory.snapshot(null).catch((error: unknown) => {
    if (!(error instanceof AppError && error.code === 'cancelled')) throw error;
  });
  await wait(reading);
  await inventory.close();
  await reading;
  process.stdout.write(`${name} closed\n`);
}

await openAndClose(() => Promise.resolve(), '1');
await openAndClose((reading) => reading, '2');

import { join } from 'node:path';
import { copySampleHome } from '#platform/sample-home';
import type { AppOptions } from './app-options.ts';
import { type Core, createCore } from './core.ts';

/** The sample home, copied; its data lies in the copy too, so nothing of the user's is touched. */
export async function openSampleCore(options: AppOptions): Promise<Core> {
  const copy = await copySampleHome(options.resources);
  const core = await createCore({
    home: copy.home,
    data: join(copy.home, '.gatehouse-data'),
    isSample: true,
    watch: true,
    asked: options.door === 'desktop' ? 'window' : 'browser',
    log: options.log,
  });
  return {
    ...core,
    async close() {
      await core.close();
      await copy.remove();
    },
  };
}

import { AppError } from '#contract/errors';
import type { MethodName } from '#contract/methods';
import { showInFolder } from '#platform/show-in-folder';
import type { Handlers } from '#rpc/server';
import { dismissEnded, listEnded } from './ended-runs.ts';
import { newestLogFile, readLog } from './log-reader.ts';
import { listRuns, stopRun } from './runs.ts';

type RunHandlers = Pick<Handlers, Extract<MethodName, `${'runs' | 'logs'}.${string}`>>;

/** Servers that run or ran through Gatehouse, and what they wrote. */
export function runHandlers(data: () => string): RunHandlers {
  return {
    'runs.list': async () => ({ runs: listRuns(data()), ended: listEnded(data(), Date.now()) }),
    'runs.stop': async ({ run }) => {
      stopRun(data(), run);
      return {};
    },
    'runs.dismiss': async ({ run }) => {
      dismissEnded(data(), run);
      return {};
    },
    'logs.read': (request) => readLog(data(), request),
    'logs.reveal': async ({ plugin, server }) => {
      const file = await newestLogFile(data(), plugin, server);
      if (file === undefined) throw new AppError('not_found', 'Nothing was logged of this server.');
      await showInFolder(file);
      return {};
    },
  };
}

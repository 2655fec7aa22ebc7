import { AppError } from '#contract/errors';
import type { QueryProblem } from '#contract/history';
import type { MethodName } from '#contract/methods';
import type { History } from '#history/history';
import { showInFolder } from '#platform/show-in-folder';
import type { Handlers } from '#rpc/server';
import { forgetWithLogs } from './forget-with-logs.ts';

type HistoryHandlers = Pick<Handlers, Extract<MethodName, `history.${string}`>>;

/** Every question about the history of the home that is looked at. */
export function historyHandlers(open: () => Promise<History>, data: () => string): HistoryHandlers {
  const ask: History['ask'] = (method, input, signal) => open().then((history) => history.ask(method, input, signal));
  return {
    'history.status': async () => (await open()).status(),
    'history.search': (input, { signal }) => ask('search', input, signal),
    'history.overview': (input, { signal }) => ask('overview', input, signal),
    'history.days': async (input, { signal }) => ({ counts: await ask('days', input, signal) }),
    'history.call': (input) => ask('detail', input),
    'history.reveal': async (input) => {
      const { file } = await ask('detail', input);
      if (file === undefined) throw new AppError('not_found', 'This call is in no transcript.');
      await showInFolder(file);
      return {};
    },
    'history.around': (input) => ask('around', input),
    'history.complete': async (input) => ({ suggestions: await ask('complete', input) }),
    'history.pluginUse': async () => ({ plugins: await ask('pluginUse', null) }),
    'history.problems': async (input) => ({ problems: await ask('problems', input) }),
    'history.export': async (input, { signal }) => readable(await ask('export', input, signal)),
    'history.import': async ({ action }) => {
      const history = await open();
      await (action === 'start' ? history.startImport() : history.cancelImport());
      return {};
    },
    'history.forget': async (input, { signal }) => readable(await forgetWithLogs(await open(), data(), input, signal)),
    'history.retention': () => ask('retention', null),
    'history.setRetention': async (input) => {
      await ask('setRetention', input);
      return {};
    },
  };
}

/** An answer whose query could be read. Throws AppError `bad_request` with the reason. */
function readable<T extends { problem?: QueryProblem }>({ problem, ...answer }: T): Omit<T, 'problem'> {
  if (problem !== undefined) throw new AppError('bad_request', problem.message);
  return answer;
}

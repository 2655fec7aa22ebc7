import { AppError } from '#contract/errors';
import type { MethodName } from '#contract/methods';
import type { Handlers } from '#rpc/server';

type HistoryHandlers = Pick<Handlers, Extract<MethodName, `history.${string}`>>;

/** Every question about the history. Each throws AppError `unavailable` while there is no store. */
export function historyHandlers(): HistoryHandlers {
  return {
    'history.status': notReady,
    'history.search': notReady,
    'history.overview': notReady,
    'history.days': notReady,
    'history.call': notReady,
    'history.around': notReady,
    'history.complete': notReady,
    'history.pluginUse': notReady,
    'history.problems': notReady,
    'history.export': notReady,
    'history.import': notReady,
    'history.forget': notReady,
    'history.retention': notReady,
    'history.setRetention': notReady,
  };
}

function notReady(): never {
  throw new AppError('unavailable', 'History is not ready.');
}

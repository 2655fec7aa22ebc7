import type { MethodName } from '#contract/methods';
import type { Handlers } from '#rpc/server';
import type { Core } from './core.ts';

type ReviewHandlers = Pick<Handlers, Extract<MethodName, `review.${string}`>>;

/** Looking at what a plugin could do, without starting anything. */
export function reviewHandlers(core: () => Core): ReviewHandlers {
  return {
    'review.surface': ({ id, project }) => core().surface(id, project),
    'review.nextStart': ({ project }) => core().nextStart(project),
    'review.script': ({ id, project, path }) => core().script(id, project, path),
  };
}

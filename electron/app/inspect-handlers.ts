import type { MethodName } from '#contract/methods';
import type { Handlers } from '#rpc/server';
import type { Inspections } from './inspections.ts';

type InspectHandlers = Pick<Handlers, Extract<MethodName, `inspect.${string}`>>;

/** Looking at servers by starting them. */
export function inspectHandlers(inspections: () => Promise<Inspections>): InspectHandlers {
  return {
    'inspect.preview': async ({ id, server, project }) =>
      (await inspections()).preview({ plugin: id, server, project }),
    'inspect.start': async ({ id, server, project, isObserved }, { signal }) =>
      (await inspections()).start({ plugin: id, server, project }, isObserved, signal),
    'inspect.list': async () => ({ sessions: (await inspections()).list() }),
    'inspect.call': async ({ session, tool, args }, { signal }) =>
      (await inspections()).call(session, tool, args, signal),
    'inspect.stop': async ({ session }) => (await inspections()).stop(session),
    'inspect.grant': async ({ session, grants, isGranted }) => (await inspections()).grant(session, grants, isGranted),
  };
}

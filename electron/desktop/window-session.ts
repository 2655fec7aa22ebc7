import type { App } from '#app/app';
import { sessionScopes } from '#contract/define';
import { serveRpc } from '#rpc/server';
import { type MainPort, mainPortTransport } from './port-transport.ts';

/** Serves the window over its port; it alone has every scope. Returns its stop. */
export function serveWindow(
  gatehouse: Pick<App, 'handlers' | 'subscribe'>,
  port: MainPort,
  options: { version: string; log: (message: string) => void },
): () => void {
  const transport = mainPortTransport(port);
  const session = serveRpc({
    ...options,
    transport,
    handlers: gatehouse.handlers,
    scopes: new Set(sessionScopes),
  });
  const unsubscribe = gatehouse.subscribe((event, payload) => session.emit(event, payload));
  return () => {
    unsubscribe();
    session.close('shutdown');
  };
}

import type { WebSocket } from 'ws';
import type { SessionScope } from '#contract/define';
import type { Hello } from '#contract/wire';
import type { Limits } from '#rpc/limits';
import { type RpcSession, serveRpc } from '#rpc/server';
import type { Served } from './served.ts';
import { serverSocketTransport } from './web-socket-transport.ts';

export interface SessionsOptions {
  readOnly: boolean;
  version: string;
  limits: Limits;
  admit(hello: Hello): boolean;
  log: (message: string) => void;
}

export interface Sessions {
  add(socket: WebSocket): void;
  /** Says goodbye to every window and stops listening to the app. */
  close(): void;
}

/** One session for each socket; what the app announces goes to all of them. Secrets are for the desktop window alone. */
export function createSessions(app: Served, options: SessionsOptions): Sessions {
  const scopes: ReadonlySet<SessionScope> = new Set(options.readOnly ? ['read'] : ['read', 'control']);
  const sessions = new Set<RpcSession>();
  const unsubscribe = app.subscribe((event, payload) => {
    for (const session of sessions) session.emit(event, payload);
  });

  return {
    add(socket) {
      const transport = serverSocketTransport(socket);
      const session = serveRpc({ ...options, handlers: app.handlers, scopes, transport });
      sessions.add(session);
      socket.once('close', () => sessions.delete(session));
    },
    close() {
      unsubscribe();
      for (const session of sessions) session.close('shutdown');
    },
  };
}

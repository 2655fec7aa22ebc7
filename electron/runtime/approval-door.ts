import { createServer, type Socket } from 'node:net';
import type { ApprovalAnswer, ApprovalDoor, AskedApproval } from '#contract/approvals';
import { askSchema, freshNonce, helloSchema, isProof, proofOf, receive, send } from './approval-wire.ts';

export interface OpenDoor {
  close(): Promise<void>;
}

export interface DoorOptions {
  door: Pick<ApprovalDoor, 'path' | 'token'>;
  /** Aborted when who asked is gone. */
  ask(question: AskedApproval, signal: AbortSignal): Promise<ApprovalAnswer | 'timeout'>;
}

/** A run has proved itself long before. */
const HANDSHAKE_MS = 5_000;
const MOST_CONNECTIONS = 300;

/** Listens for runs that need a yes. Throws what the system says when the socket cannot be made. */
export async function openApprovalDoor({ door, ask }: DoorOptions): Promise<OpenDoor> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(socket, door.token, ask);
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(door.path, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function serve(socket: Socket, token: string, ask: DoorOptions['ask']): void {
  const own = freshNonce();
  const control = new AbortController();
  const timer = setTimeout(() => socket.destroy(), HANDSHAKE_MS);
  let isGreeted = false;
  let isAsked = false;
  socket.once('close', () => {
    clearTimeout(timer);
    control.abort();
  });
  receive(socket, (message) => {
    if (!isGreeted) {
      const hello = helloSchema.safeParse(message);
      if (!hello.success) return void socket.destroy();
      isGreeted = true;
      return send(socket, { nonce: own, proof: proofOf(token, 'app', hello.data.nonce) });
    }
    const asked = askSchema.safeParse(message);
    if (isAsked || !asked.success || !isProof(asked.data.proof, token, 'run', own)) return void socket.destroy();
    isAsked = true;
    clearTimeout(timer);
    ask(asked.data.question, control.signal).then(
      (answer) => {
        send(socket, { answer });
        socket.end();
      },
      () => socket.destroy(),
    );
  });
}

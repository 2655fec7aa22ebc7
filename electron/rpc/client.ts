import { contractVersion } from '#contract/contract-version';
import type { SessionScope } from '#contract/define';
import { AppError } from '#contract/errors';
import type { EventName, Payload } from '#contract/events';
import type { Input, MethodName, Output } from '#contract/methods';
import { type ByeCode, parseServerFrame, protocolVersion, type ServerFrame, type Welcome } from '#contract/wire';
import { backoffMs } from './backoff.ts';
import { type CallOptions, createPendingCalls } from './pending-calls.ts';
import { type After, after } from './timers.ts';
import type { Connect, Transport } from './transport.ts';

export type { CallOptions } from './pending-calls.ts';

/**
 * - `connecting`: a connection is being made; calls wait for it
 * - `open`: the session is open. Whoever holds a snapshot asks for it again each time this is reached
 * - `waiting`: there is no connection; the next attempt is due in a moment; calls fail with `unavailable`
 * - `stale`, `refused`, `closed`: it ends here (another version is running, the token is wrong, `close` was called)
 */
export type ClientState = 'connecting' | 'open' | 'waiting' | 'stale' | 'refused' | 'closed';

export interface Session {
  /** Of the app on the other side. */
  version: string;
  scopes: ReadonlySet<SessionScope>;
}

export interface Client {
  /** Rejects with AppError only. A call that had no answer when the connection dropped is `unavailable`: it may have been done. */
  call<M extends MethodName>(method: M, input: Input<M>, options?: CallOptions): Promise<Output<M>>;
  on<E extends EventName>(event: E, listener: (payload: Payload<E>) => void): () => void;
  /** Told at once, then at each change. */
  onState(listener: (state: ClientState) => void): () => void;
  state(): ClientState;
  /** Undefined unless open. */
  session(): Session | undefined;
  close(): void;
}

export interface ClientOptions {
  token?: string;
  after?: After;
  random?: () => number;
  /** From an open connection to the welcome, in milliseconds. */
  welcomeMs?: number;
}

const finalStates: readonly ClientState[] = ['stale', 'refused', 'closed'];

/** Connects at once, and again with growing pauses whenever the connection is lost. */
export function createClient(connect: Connect, options: ClientOptions = {}): Client {
  const later = options.after ?? after;
  const random = options.random ?? Math.random;
  const stateListeners = new Set<(state: ClientState) => void>();
  const eventListeners = new Map<string, Set<(payload: never) => void>>();
  let state: ClientState = 'connecting';
  let session: Session | undefined;
  let transport: Transport | undefined;
  let attempt = 0;
  let forgetTimer = () => {};

  const calls = createPendingCalls((frame) => {
    if (state !== 'open') return false;
    transport?.send(JSON.stringify(frame));
    return true;
  }, later);

  const enter = (next: ClientState) => {
    state = next;
    for (const listener of [...stateListeners]) listener(next);
  };

  /** Leaves the connection behind; nothing it still says is heard. */
  const leave = (next: ClientState) => {
    if (finalStates.includes(state)) return;
    const old = transport;
    transport = undefined;
    session = undefined;
    forgetTimer();
    old?.close();
    if (next === 'waiting') forgetTimer = later(backoffMs(++attempt, random), () => void open());
    enter(next);
    calls.failAll('The connection to Gatehouse is gone. Try again in a moment.');
  };

  const open = async () => {
    if (state !== 'connecting') enter('connecting');
    const opened = await connect().catch(() => undefined);
    if (state !== 'connecting') opened?.close();
    else if (opened === undefined) leave('waiting');
    else greet(opened);
  };

  const greet = (opened: Transport) => {
    transport = opened;
    forgetTimer = later(options.welcomeMs ?? 10_000, () => leave('waiting'));
    opened.onClose(() => {
      if (transport === opened) leave('waiting');
    });
    opened.onMessage((text) => {
      if (transport === opened) receive(parseServerFrame(text));
    });
    const { token } = options;
    const hello = { type: 'hello', protocol: protocolVersion, contract: contractVersion };
    opened.send(JSON.stringify(token === undefined ? hello : { ...hello, token }));
  };

  const receive = (frame: ServerFrame | undefined) => {
    if (frame === undefined) return leave('waiting');
    if (frame.type === 'welcome') return welcome(frame);
    if (frame.type === 'bye') return leave(afterBye(frame.code));
    if (state !== 'open') return leave('waiting');
    if (frame.type === 'ok') return calls.succeed(frame.id, frame.output);
    if (frame.type === 'error') return calls.fail(frame.id, frame.code, frame.message);
    if (frame.type === 'ping') return transport?.send(JSON.stringify({ type: 'pong', seen: frame.seen }));
    // Same contract on both sides and parsed before it left, so the payload is what its name says.
    for (const listener of [...(eventListeners.get(frame.event) ?? [])]) listener(frame.payload as never);
  };

  const welcome = (frame: Welcome) => {
    if (state !== 'connecting') return leave('waiting');
    if (frame.protocol !== protocolVersion || frame.contract !== contractVersion) return leave('stale');
    forgetTimer();
    attempt = 0;
    session = { version: frame.version, scopes: new Set(frame.scopes) };
    enter('open');
    calls.flush();
  };

  void open();

  return {
    async call(method, input, callOptions = {}) {
      if (state !== 'open' && state !== 'connecting') throw new AppError('unavailable', whyNot[state]);
      // Parsed by the main side before it left, against the same contract.
      return (await calls.add(method, input, callOptions)) as never;
    },
    on(event, listener) {
      const listeners = eventListeners.get(event) ?? new Set();
      eventListeners.set(event, listeners.add(listener));
      return () => listeners.delete(listener);
    },
    onState(listener) {
      stateListeners.add(listener);
      listener(state);
      return () => stateListeners.delete(listener);
    },
    state: () => state,
    session: () => session,
    close: () => leave('closed'),
  };
}

const whyNot: Record<Exclude<ClientState, 'open' | 'connecting'>, string> = {
  waiting: 'There is no connection to Gatehouse right now. Try again in a moment.',
  stale: 'This window belongs to another version of Gatehouse. Load it again.',
  refused: 'Gatehouse refused this window. Open the address that it printed.',
  closed: 'This window has left Gatehouse.',
};

function afterBye(code: ByeCode): ClientState {
  if (code === 'refused' || code === 'stale') return code;
  return 'waiting';
}

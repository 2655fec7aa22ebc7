import { contractVersion } from '#contract/contract-version';
import type { SessionScope } from '#contract/define';
import { type EventName, events, type Payload } from '#contract/events';
import { type ByeCode, type ClientFrame, type Hello, parseClientFrame, protocolVersion } from '#contract/wire';
import { describeFailure } from './call-failure.ts';
import type { Handlers } from './handlers.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { createOutgoing, type Outgoing } from './outgoing.ts';
import { createRunningCalls } from './running-calls.ts';
import { type After, after } from './timers.ts';
import type { Transport } from './transport.ts';

export type { Handlers } from './handlers.ts';

export interface ServeRpcOptions {
  transport: Transport;
  handlers: Handlers;
  /** What this session may do once it is let in. */
  scopes: ReadonlySet<SessionScope>;
  /** Of the app, told in the welcome. */
  version: string;
  /** Judges the hello before anything else is said; everyone is let in when absent. */
  admit?: (hello: Hello) => boolean;
  limits?: Partial<Limits>;
  log: (message: string) => void;
  after?: After;
}

export interface RpcSession {
  /** Sent when the session is open and has the event's scope; left out otherwise. */
  emit<E extends EventName>(event: E, payload: Payload<E>): void;
  /** Tells the window why (`shutdown` unless told), then closes. */
  close(code?: ByeCode): void;
}

const byeMessages: Record<ByeCode, string> = {
  refused: 'The token is missing or wrong. Open the address that Gatehouse printed.',
  stale: 'This window belongs to another version of Gatehouse. Load it again.',
  late: 'No hello came in time.',
  bad_frame: 'A frame could not be understood.',
  too_large: 'A frame was larger than the limit.',
  fell_behind: 'This window fell too far behind. Connect again and ask for everything anew.',
  shutdown: 'Gatehouse is closing.',
};

/**
 * Serves one session over one transport: a hello within the deadline, then calls, cancellations and events. Every
 * running call is aborted when the session ends.
 */
export function serveRpc(options: ServeRpcOptions): RpcSession {
  const { transport, scopes, log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const later = options.after ?? after;
  const outgoing = createOutgoing(transport, limits);
  let phase: 'hello' | 'open' | 'closed' = 'hello';

  const send: Outgoing['send'] = (frame) => {
    if (phase !== 'open') return false;
    const isSent = outgoing.send(frame);
    if (!isSent) close('fell_behind');
    return isSent;
  };
  const calls = createRunningCalls({ ...options, inFlight: limits.inFlight, after: later, answer: send });

  const end = () => {
    phase = 'closed';
    forgetDeadline();
    calls.stopAll();
  };

  const close = (code: ByeCode) => {
    if (phase === 'closed') return;
    end();
    // Past the count of what is on its way: this must be said above all when the window has fallen behind.
    transport.send(JSON.stringify({ type: 'bye', code, message: byeMessages[code] }));
    transport.close();
  };

  const greet = (hello: Hello) => {
    if (options.admit !== undefined && !options.admit(hello)) return close('refused');
    forgetDeadline();
    phase = 'open';
    const own = { protocol: protocolVersion, contract: contractVersion };
    send({ type: 'welcome', ...own, version: options.version, scopes: [...scopes] });
    if (hello.protocol !== own.protocol || hello.contract !== own.contract) close('stale');
  };

  const receive = (frame: ClientFrame) => {
    if ((frame.type === 'hello') !== (phase === 'hello')) return close('bad_frame');
    if (frame.type === 'hello') return greet(frame);
    if (frame.type === 'cancel') return calls.cancel(frame.id);
    const fits =
      frame.type === 'call' ? calls.start(frame.id, frame.method, frame.input) : outgoing.confirm(frame.seen);
    if (!fits) close('bad_frame');
  };

  const forgetDeadline = later(limits.helloMs, () => close('late'));
  transport.onClose(end);
  transport.onMessage((text) => {
    if (phase === 'closed') return;
    if (text.length > limits.frameLength) return close('too_large');
    const frame = parseClientFrame(text);
    if (frame === undefined) close('bad_frame');
    else receive(frame);
  });

  return {
    emit(event, payload) {
      if (phase !== 'open' || !scopes.has(events[event].scope)) return;
      const parsed = events[event].payload.safeParse(payload);
      // A missing number makes the window ask for a snapshot, so leaving a wrong event out loses nothing.
      if (parsed.success) send({ type: 'event', event, payload: parsed.data });
      else log(`event ${event} was left out: ${describeFailure(parsed.error)}`);
    },
    close: (code = 'shutdown') => close(code),
  };
}

import { isObject, type JsonObject, requestId } from '../json-rpc.ts';
import type { AgentLink, OpenRequest } from './agent-link.ts';

/** A message as it came. */
export interface Said {
  message: JsonObject;
  bytes: Buffer;
}

/** What began a session, to begin it again when the server forgot it: an agent that speaks with a program expects no such thing. */
export interface SessionOpening {
  initialize(said: Said): void;
  initialized(said: Said): void;
  /** The server forgot the session: what is open fails, and the next request begins another. */
  lost(): void;
  isLost(): boolean;
  /** Gives why that failed. */
  renew(ports: RenewPorts): Promise<string | undefined>;
}

export interface RenewPorts {
  /** Resolves when it is answered, or refused. */
  ask(request: OpenRequest, said: Said): Promise<void>;
  /** Resolves when the server has taken it. */
  tell(said: Said): Promise<void>;
}

export function sessionOpening(link: AgentLink, who: string): SessionOpening {
  let first: Said | undefined;
  let second: Said | undefined;
  let isLost = false;

  return {
    isLost: () => isLost,
    initialize(said) {
      first = said;
      second = undefined;
      isLost = false;
    },
    initialized(said) {
      second = said;
    },
    lost() {
      isLost = first !== undefined;
      for (const each of link.all()) {
        link.refuse(each, `${who} ended the session. Ask again: the next request begins another one.`);
        each.control.abort();
      }
    },
    async renew({ ask, tell }) {
      if (first === undefined) return undefined;
      let failure: string | undefined = `${who} did not begin a new session.`;
      const request: OpenRequest = {
        ...{ id: requestId(first.message) ?? 0, method: 'initialize', control: new AbortController(), isSent: false },
        own: (answer) => {
          if (typeof answer['failure'] === 'string') failure = answer['failure'];
          else if (isObject(answer['result'])) failure = undefined;
        },
      };
      link.open(request);
      await ask(request, first);
      if (failure !== undefined) return failure;
      isLost = false;
      if (second !== undefined) await tell(second);
      // It may be another server by now: its tools are looked at again.
      link.write({ method: 'notifications/tools/list_changed' });
      return undefined;
    },
  };
}

import { idKey, isObject, type JsonObject, paramsOf, requestId } from './json-rpc.ts';

/** One short line for each message that passes: method or what it answers, size and time, and never what it carries. */
export interface Trace {
  fromAgent(message: JsonObject, size: number): void;
  fromServer(message: JsonObject, size: number): void;
}

export interface TracePorts {
  note(from: 'agent' | 'server', text: string): void;
  /** Milliseconds of a clock that only goes forward. */
  clock(): number;
}

interface Asked {
  what: string;
  since: number;
}

/** Requests without an answer that are remembered. */
const MOST_OPEN = 10_000;
/** Characters of a name that is the agent's or the server's to choose. */
const LONGEST_NAME = 120;

export function createTrace({ note, clock }: TracePorts): Trace {
  const side = (from: 'agent' | 'server', own: Map<string, Asked>, others: Map<string, Asked>) => {
    return (message: JsonObject, size: number): void => {
      const id = requestId(message);
      const { method } = message;
      if (typeof method === 'string') {
        const what = whatOf(method, message);
        if (id === undefined) return note(from, `${what}, ${size} B`);
        remember(own, idKey(id), { what, since: clock() });
        return note(from, `${what} #${short(String(id))}, ${size} B`);
      }
      if (id === undefined) return note(from, `a message without method and id, ${size} B`);
      const asked = others.get(idKey(id));
      others.delete(idKey(id));
      const took = asked === undefined ? '' : `, ${(clock() - asked.since).toFixed(1)} ms`;
      note(from, `${asked?.what ?? 'answer'} #${short(String(id))} ${outcome(message)}, ${size} B${took}`);
    };
  };
  const [ofAgent, ofServer] = [new Map<string, Asked>(), new Map<string, Asked>()];
  return { fromAgent: side('agent', ofAgent, ofServer), fromServer: side('server', ofServer, ofAgent) };
}

function whatOf(method: string, message: JsonObject): string {
  if (method !== 'tools/call') return short(method);
  const { name } = paramsOf(message);
  return typeof name === 'string' ? `tools/call ${short(name)}` : method;
}

function outcome({ error, result }: JsonObject): string {
  if (error !== undefined) return isObject(error) ? `error ${short(String(error['code']))}` : 'error';
  return isObject(result) && result['isError'] === true ? 'error' : 'ok';
}

function short(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}

function remember(asked: Map<string, Asked>, key: string, request: Asked): void {
  asked.set(key, request);
  if (asked.size <= MOST_OPEN) return;
  for (const oldest of asked.keys()) {
    asked.delete(oldest);
    return;
  }
}

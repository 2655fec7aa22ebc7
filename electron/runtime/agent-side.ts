import type { Decision } from '#contract/policy';
import { type AgentIds, agentIds, clientInfo } from './agent-ids.ts';
import type { CallRecorder } from './call-recorder.ts';
import { denialLine, errorLine } from './denial.ts';
import type { Gate } from './gate.ts';
import { isBlank, type JsonObject, metaOf, paramsOf, type RequestId, readMessages, requestId } from './json-rpc.ts';
import { createListing } from './listing.ts';
import type { OpenRequests } from './open-calls.ts';
import type { ToolList } from './tool-list.ts';
import type { Trace } from './trace.ts';

export interface AgentSidePorts {
  gate: Gate;
  tools: ToolList;
  recorder: CallRecorder;
  trace?: Trace;
  open: OpenRequests;
  run: string;
  toServer(bytes: Buffer | string): void;
  toAgent(bytes: Buffer | string): void;
  say(sentence: string): void;
  refused(): string[];
  introduced(name: string, version: string | undefined): void;
  clock(): number;
}

export interface AgentSide {
  line(bytes: Buffer): void;
  /** Records what was decided and lets it go; to be called after each chunk. */
  settle(): void;
  /** Takes the answer to a question of our own to the server; true when it was one. */
  own(message: JsonObject): boolean;
  /** How the agent introduced itself, to be said again to another server. */
  handshake(): Handshake;
  /** Answers what is under way with an error; a call that waits for a yes goes on waiting. */
  lost(why: string): void;
  /** Another server is there. */
  goOn(): void;
  /** Resolves when every call that was read has been decided or waits for a yes. */
  decided(): Promise<void>;
  end(outcome: 'cancelled' | 'error', why: string): void;
}

interface Handshake {
  initialize?: { id: RequestId; bytes: Buffer };
  initialized?: Buffer;
}

/** A call that was read and not yet let go. */
interface Call {
  id: RequestId;
  ids: AgentIds;
  tool: string;
  args: string | undefined;
  since: number;
  isModern: boolean;
  bytes: Buffer | string;
}

interface Leaving {
  bytes: Buffer | string;
  to: 'server' | 'agent';
  /** A call that begins with it. */
  call?: Call;
}

/** More at once and nobody could look at them. */
const MOST_ASKED = 200;

/** What an agent writes: tool calls are decided and recorded before they pass, everything else passes. */
export function agentSide(ports: AgentSidePorts): AgentSide {
  const { gate, tools, recorder, open, toServer, toAgent } = ports;
  /** Lines to let go once everything that was decided is written. */
  let leaving: Leaving[] = [];
  const asked = new Map<Call, AbortController>();
  const handshake: Handshake = {};
  // Behind what the agent wrote before: a server must hear `initialize` first.
  const listing = createListing({ tools, toServer: (bytes) => leaving.push({ bytes, to: 'server' }) });

  const deny = (call: Call, decision: Decision): void => {
    recorder.started(call.ids, call.tool, decision, call.args);
    recorder.ended(call.ids.call, 'denied', ports.clock() - call.since, undefined);
    const bytes = denialLine(call.id, `Gatehouse denied this call: ${decision.reason}`, call.isModern);
    leaving.push({ bytes, to: 'agent' });
  };
  const allow = (call: Call, decision: Decision): void => {
    if (open.isFull()) {
      return deny(call, { effect: 'deny', by: 'system', reason: 'Too many calls of this server are under way.' });
    }
    recorder.started(call.ids, call.tool, decision, call.args);
    leaving.push({ bytes: call.bytes, to: 'server', call });
  };
  const follow = (call: Call, decision: Decision): void => {
    if (decision.effect === 'allow') allow(call, decision);
    else deny(call, decision);
  };

  const decide = (call: Call): void => {
    const decision = gate.decide(call.tool, tools.standing(call.tool), tools.definition(call.tool));
    if (decision.effect !== 'ask') return follow(call, decision);
    if (asked.size >= MOST_ASKED) {
      return deny(call, { effect: 'deny', by: 'system', reason: 'Too many calls wait for a yes already.' });
    }
    const control = new AbortController();
    asked.set(call, control);
    const question = { tool: call.tool, args: call.args, session: call.ids.session, decision };
    gate.ask(question, control.signal).then(
      (answer) => {
        if (asked.delete(call)) later(() => follow(call, answer));
      },
      (error: unknown) => {
        if (!asked.delete(call)) return;
        const reason = `Nobody could be asked: ${error instanceof Error ? error.message : String(error)}`;
        later(() => deny(call, { effect: 'deny', by: 'no-app', reason }));
      },
    );
  };
  const later = (action: () => void): void => {
    action();
    settle();
  };

  const takeCall = (id: RequestId, message: JsonObject, bytes: Buffer | string): void => {
    const params = paramsOf(message);
    const meta = metaOf(params);
    const { name, arguments: args } = params;
    const call: Call = {
      id,
      ids: agentIds(meta, ports.run, id),
      tool: typeof name === 'string' ? name : '',
      args: args === undefined ? undefined : JSON.stringify(args),
      since: ports.clock(),
      isModern: 'io.modelcontextprotocol/protocolVersion' in meta,
      bytes,
    };
    if (tools.isKnown()) decide(call);
    // What is not in the list is denied, so the list is asked for when the agent did not.
    else listing.whenListed(meta, () => later(() => decide(call)));
  };

  const cancelled = (message: JsonObject): boolean => {
    const { requestId: id } = paramsOf(message);
    const [waiting] = [...asked.keys()].filter((call) => call.id === id);
    if (waiting !== undefined) {
      asked.get(waiting)?.abort();
      asked.delete(waiting);
      const reason = 'The agent cancelled it while it waited for a yes.';
      recorder.started(waiting.ids, waiting.tool, { effect: 'deny', by: 'approval', reason }, waiting.args);
      recorder.ended(waiting.ids.call, 'cancelled', ports.clock() - waiting.since, undefined);
      return true;
    }
    // It came in one breath with its call, which has not left.
    const unsent = leaving.findIndex(({ call }) => call !== undefined && call.id === id);
    const [kept] = unsent < 0 ? [] : leaving.splice(unsent, 1);
    if (kept?.call !== undefined) {
      recorder.ended(kept.call.ids.call, 'cancelled', ports.clock() - kept.call.since, undefined);
      return true;
    }
    const request = typeof id === 'string' || typeof id === 'number' ? open.get(id) : undefined;
    if (request?.kind === 'call' && (typeof id === 'string' || typeof id === 'number')) {
      open.take(id);
      recorder.ended(request.ids.call, 'cancelled', ports.clock() - request.since, undefined);
    }
    return false;
  };

  const endAll = (outcome: 'cancelled' | 'error', why: string): RequestId[] => {
    const all = open.takeAll();
    for (const { request } of all) {
      if (request.kind !== 'call') continue;
      const refused = ports.refused().slice(request.refusedBefore);
      const body = JSON.stringify({ error: { message: why } });
      recorder.ended(request.ids.call, outcome, ports.clock() - request.since, body, refused);
    }
    return all.map(({ id }) => id);
  };

  /** Passes on what is no call; a call goes its own way. */
  const take = (message: JsonObject, bytes: Buffer | string): void => {
    const { method } = message;
    const id = requestId(message);
    if (method === 'tools/call' && id !== undefined) return takeCall(id, message, bytes);
    if (method === 'tools/list' && id !== undefined) {
      const { cursor } = paramsOf(message);
      open.add(id, { kind: 'list', isFirst: cursor === undefined || cursor === '' });
    } else if (id !== undefined && typeof method === 'string') open.add(id, { kind: 'other' });
    if (method === 'initialize' && id !== undefined) handshake.initialize = { id, bytes: Buffer.from(bytes) };
    else if (method === 'notifications/initialized') handshake.initialized = Buffer.from(bytes);
    if (method === 'initialize' || method === 'server/discover') {
      const params = paramsOf(message);
      const info = clientInfo(params, metaOf(params));
      if (info !== undefined) ports.introduced(info.name, info.version);
    } else if (method === 'notifications/cancelled' && cancelled(message)) return;
    leaving.push({ bytes, to: 'server' });
  };

  function settle(): void {
    const why = recorder.flush();
    const going = leaving;
    leaving = [];
    for (const { bytes, to, call } of going) {
      if (call !== undefined && why !== undefined) {
        const sentence = `Gatehouse could not record this call, so it was not made: ${why}`;
        toAgent(denialLine(call.id, sentence, call.isModern));
        continue;
      }
      if (call !== undefined) {
        const { ids, tool, since } = call;
        open.add(call.id, { kind: 'call', ids, tool, since, refusedBefore: ports.refused().length });
      }
      if (to === 'server') toServer(bytes);
      else toAgent(bytes);
    }
    if (why !== undefined) ports.say(`Calls could not be recorded: ${why}`);
  }

  return {
    settle,
    own(message) {
      if (!listing.take(message)) return false;
      settle();
      return true;
    },
    handshake: () => handshake,
    lost(why) {
      tools.hasChanged();
      for (const id of endAll('error', why)) leaving.push({ bytes: errorLine(id, why), to: 'agent' });
      settle();
    },
    goOn() {
      listing.again();
      settle();
    },
    decided: listing.settled,
    line(bytes) {
      const messages = readMessages(bytes);
      // What is no message is the server's to refuse.
      if (messages === undefined) {
        if (!isBlank(bytes)) leaving.push({ bytes, to: 'server' });
        return;
      }
      for (const message of messages) ports.trace?.fromAgent(message, bytes.length);
      const [only, ...more] = messages;
      if (only === undefined) leaving.push({ bytes, to: 'server' });
      else if (more.length === 0) take(only, bytes);
      else for (const message of messages) take(message, `${JSON.stringify(message)}\n`);
    },
    end(outcome, why) {
      for (const [call, control] of asked) {
        control.abort();
        const reason = 'The agent or the server ended while it waited for a yes.';
        recorder.started(call.ids, call.tool, { effect: 'deny', by: 'approval', reason }, call.args);
        recorder.ended(call.ids.call, 'cancelled', ports.clock() - call.since, undefined);
      }
      asked.clear();
      endAll(outcome, why);
    },
  };
}

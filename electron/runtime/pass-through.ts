import type { Readable, Writable } from 'node:stream';
import { agentSide } from './agent-side.ts';
import type { CallRecorder } from './call-recorder.ts';
import type { Gate } from './gate.ts';
import type { JsonObject, RequestId } from './json-rpc.ts';
import { type LineTaker, lineSplitter } from './line-splitter.ts';
import { openRequests } from './open-calls.ts';
import { serverSide } from './server-side.ts';
import { type Sink, sink, switchedSink } from './sink.ts';
import type { ToolList } from './tool-list.ts';
import type { Trace } from './trace.ts';

/** Messages of 16 MiB pass in any case: their JSON text may be longer than what they carry. */
const LONGEST_LINE = 64 * 1024 * 1024;

export interface PassThroughPorts {
  gate: Gate;
  tools: ToolList;
  recorder: CallRecorder;
  trace?: Trace;
  /** Names this run in ids of calls whose agent tells none. */
  run: string;
  /** A sentence for whoever looks for faults; never on the agent's own stream. */
  say(sentence: string): void;
  /** Attempts the cage refused so far. */
  refused(): string[];
  /** The agent introduced itself. */
  introduced(name: string, version: string | undefined): void;
  /** Milliseconds of a clock that only goes forward. */
  clock(): number;
}

export interface Pipes {
  input: Readable;
  output: Writable;
}

export interface PassThrough {
  /** Resolves when every call that was read has been decided or waits for a yes: then the server's input may be closed. */
  decided(): Promise<void>;
  /** Whether the server has answered anything: one that never did would not do better a second time. */
  hasAnswered(): boolean;
  /** The server is gone and another one follows: what is under way is answered with an error; what comes then waits. */
  lost(why: string): void;
  /** Introduces the agent to a new server as it did to the first, then goes on. */
  follow(server: Pipes): void;
  /** Records what is still under way as ended, when the agent or the server is gone. */
  end(outcome: 'cancelled' | 'error', why: string): void;
}

/**
 * Passes every line between an agent and a server as it is, and looks at tool calls and lists of tools on the way. What is
 * denied is answered here. Reads no faster than the other side takes.
 */
export function passThrough(agent: Pipes, server: Pipes, ports: PassThroughPorts): PassThrough {
  const open = openRequests();
  const toServer = switchedSink(sink(server.output));
  const toAgent = sink(agent.output);
  const fromAgent = agentSide({ ...ports, open, toServer: toServer.write, toAgent: toAgent.write });
  /** A new server that was greeted and has not answered. */
  let greeted: { id: RequestId; sink: Sink } | undefined;
  let hasAnswered = false;
  const fromServer = serverSide({
    ...{ ...ports, open, toAgent: toAgent.write },
    answered: () => {
      hasAnswered = true;
    },
    own: (message) => fromAgent.own(message) || isGreeting(message),
  });

  const isGreeting = (message: JsonObject): boolean => {
    if (greeted === undefined || message['id'] !== greeted.id) return false;
    const { sink: next } = greeted;
    greeted = undefined;
    const { initialized } = fromAgent.handshake();
    if (initialized !== undefined) next.write(initialized);
    goOn(next);
    return true;
  };
  const goOn = (next: Sink): void => {
    toServer.connect(next);
    fromAgent.goOn();
  };

  const flush = (): void => {
    const why = ports.recorder.flush();
    if (why !== undefined) ports.say(`Calls could not be recorded: ${why}`);
  };
  pump(agent.input, toServer, {
    line: fromAgent.line,
    tooLong: (bytes) => ports.say(tooLong('agent', bytes)),
    done: fromAgent.settle,
  });
  const listenTo = (input: Readable): void =>
    pump(input, toAgent, {
      line: fromServer.line,
      tooLong: (bytes) => ports.say(tooLong('server', bytes)),
      done: flush,
    });
  listenTo(server.input);
  return {
    decided: fromAgent.decided,
    hasAnswered: () => hasAnswered,
    lost(why) {
      greeted = undefined;
      toServer.disconnect();
      fromAgent.lost(why);
      flush();
    },
    follow(next) {
      const line = sink(next.output);
      listenTo(next.input);
      const { initialize } = fromAgent.handshake();
      if (initialize === undefined) return goOn(line);
      greeted = { id: initialize.id, sink: line };
      line.write(initialize.bytes);
    },
    end(outcome, why) {
      fromAgent.end(outcome, why);
      flush();
    },
  };
}

function tooLong(who: string, bytes: number): string {
  return `The ${who} wrote a line of ${bytes} bytes; it was dropped, since no more than ${LONGEST_LINE} are taken.`;
}

function pump(input: Readable, target: Sink, { done, ...taker }: LineTaker & { done(): void }): void {
  const lines = lineSplitter(LONGEST_LINE, taker);
  const take = (action: () => void): void => {
    target.hold();
    action();
    // Nothing leaves before it is recorded.
    done();
    target.release();
  };
  input.on('data', (chunk: Buffer) => {
    take(() => lines.push(chunk));
    if (!target.isFull()) return;
    input.pause();
    target.whenEmpty(() => input.resume());
  });
  input.on('end', () => take(() => lines.end()));
}

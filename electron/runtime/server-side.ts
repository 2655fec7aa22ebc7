import type { CallRecorder } from './call-recorder.ts';
import { isBlank, isObject, type JsonObject, readMessages, requestId } from './json-rpc.ts';
import type { OpenCall, OpenRequests } from './open-calls.ts';
import type { ToolList } from './tool-list.ts';
import type { Trace } from './trace.ts';

export interface ServerSidePorts {
  open: OpenRequests;
  tools: ToolList;
  recorder: CallRecorder;
  trace?: Trace;
  toAgent(bytes: Buffer | string): void;
  /** Takes an answer to a question of our own; true when it was one. */
  own(message: JsonObject): boolean;
  /** The server answered a request of the agent. */
  answered(): void;
  say(sentence: string): void;
  refused(): string[];
  clock(): number;
}

/** Lines of noise that are told one by one; a server that prints its log there would fill ours. */
const MOST_TOLD = 20;

/** What a server writes: answers are recorded, lists of tools are held against the pins, everything else passes. */
export function serverSide(ports: ServerSidePorts): { line(bytes: Buffer): void } {
  const { open, tools, recorder, toAgent, own, say } = ports;
  let noise = 0;

  const ended = (call: OpenCall, message: JsonObject): void => {
    const { result, error } = message;
    const isError = error !== undefined || (isObject(result) && result['isError'] === true);
    const body = JSON.stringify(error === undefined ? result : { error });
    const refused = ports.refused().slice(call.refusedBefore);
    recorder.ended(call.ids.call, isError ? 'error' : 'ok', ports.clock() - call.since, body, refused);
  };

  /** The message as the agent may see it; the very same when nothing is held. */
  const withoutHeld = (message: JsonObject, isFirst: boolean): JsonObject => {
    const { result } = message;
    if (!isObject(result)) return message;
    const held = tools.takePage(result, 'agent', isFirst);
    if (held.size === 0 || !Array.isArray(result['tools'])) return message;
    say(
      `Held until you looked at them in Gatehouse, because they are new or changed: ${[...held].toSorted().join(', ')}`,
    );
    const shown = result['tools'].filter((tool) => !isObject(tool) || !held.has(String(tool['name'])));
    return { ...message, result: { ...result, tools: shown } };
  };

  const look = (message: JsonObject, size: number): JsonObject | undefined => {
    if (typeof message['method'] === 'string') {
      ports.trace?.fromServer(message, size);
      if (message['method'] === 'notifications/tools/list_changed') tools.hasChanged();
      return message;
    }
    const id = requestId(message);
    // What answers a question of our own is between the two of us.
    if (id !== undefined && own(message)) return undefined;
    ports.trace?.fromServer(message, size);
    if (id === undefined) return message;
    const request = open.take(id);
    if (request !== undefined) ports.answered();
    if (request?.kind === 'list') return withoutHeld(message, request.isFirst);
    if (request?.kind === 'call') ended(request, message);
    return message;
  };

  return {
    line(bytes) {
      const messages = readMessages(bytes);
      if (messages === undefined) {
        if (isBlank(bytes)) return;
        noise += 1;
        // Agents skip such lines too, but not all of them.
        if (noise <= MOST_TOLD)
          say(`The server wrote a line that is no message: ${bytes.toString('utf8', 0, 200).trim()}`);
        return;
      }
      const seen = messages.map((message) => look(message, bytes.length));
      if (seen.every((each, index) => each === messages[index])) return toAgent(bytes);
      const left = seen.filter((each) => each !== undefined);
      for (const each of left) toAgent(`${JSON.stringify(each)}\n`);
    },
  };
}

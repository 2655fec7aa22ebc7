import type { JsonObject } from '../json-rpc.ts';
import type { AgentLink, OpenRequest } from './agent-link.ts';
import type { HttpRequests } from './http-requests.ts';
import type { RemoteTarget } from './remote-target.ts';

/** One way of carrying messages to a server. Nothing of it rejects. */
export interface Transport {
  /** Resolves when the next message of the agent may follow. */
  request(request: OpenRequest, message: JsonObject, bytes: Buffer): Promise<void>;
  /** A notification, or an answer to a request of the server. */
  notify(message: JsonObject, bytes: Buffer): Promise<void>;
  /** The server answered, before the agent sees it. */
  answered(request: OpenRequest, message: JsonObject): void;
  /** Resolves when everything that was to be sent has been, and every answer is there. */
  settled(): Promise<void>;
  /** Tells the server that the session is over, and closes what is open. */
  close(): Promise<void>;
}

export interface TransportPorts {
  target: RemoteTarget;
  requests: HttpRequests;
  link: AgentLink;
  say(sentence: string): void;
  /** Something that was not followed, for the record. */
  refused(sentence: string): void;
}

import type { AgentIds } from './agent-ids.ts';
import { idKey, type RequestId } from './json-rpc.ts';

/** A request of the agent that the server has not answered yet. */
export type OpenRequest = OpenCall | { kind: 'list'; isFirst: boolean } | { kind: 'other' };

export interface OpenCall {
  kind: 'call';
  ids: AgentIds;
  tool: string;
  /** Milliseconds of a clock that only goes forward. */
  since: number;
  /** How many attempts the cage had refused when it began. */
  refusedBefore: number;
}

/** Requests under way, by their JSON-RPC ids. */
export interface OpenRequests {
  add(id: RequestId, request: OpenRequest): void;
  get(id: RequestId): OpenRequest | undefined;
  take(id: RequestId): OpenRequest | undefined;
  isFull(): boolean;
  takeAll(): { id: RequestId; request: OpenRequest }[];
}

/** More than any agent has under way; then calls are refused rather than kept without end. */
const MOST_OPEN = 10_000;

export function openRequests(): OpenRequests {
  const open = new Map<string, { id: RequestId; request: OpenRequest }>();
  return {
    add(id, request) {
      // What is no call is only kept to be answered when the server dies.
      if (request.kind !== 'other' || open.size < MOST_OPEN) open.set(idKey(id), { id, request });
    },
    get: (id) => open.get(idKey(id))?.request,
    take(id) {
      const key = idKey(id);
      const found = open.get(key);
      if (found !== undefined) open.delete(key);
      return found?.request;
    },
    isFull: () => open.size >= MOST_OPEN,
    takeAll() {
      const all = [...open.values()];
      open.clear();
      return all;
    },
  };
}

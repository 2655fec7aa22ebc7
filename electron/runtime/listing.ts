import { isObject, type JsonObject, requestId } from './json-rpc.ts';
import type { ToolList } from './tool-list.ts';

/** Asks a server for its whole list of tools ourselves, for an agent that calls without having asked. */
export interface Listing {
  /** Runs `go` once the list is known or cannot be had; then nothing is in it. `meta` is of the call that waits. */
  whenListed(meta: JsonObject, go: () => void): void;
  /** Takes an answer to such a question; true when it was one. */
  take(message: JsonObject): boolean;
  /** Asks another server what the one before it did not answer. */
  again(): void;
  /** Resolves when nothing waits for a list. */
  settled(): Promise<void>;
}

export interface ListingPorts {
  tools: ToolList;
  /** Lets it go in its turn. */
  toServer(line: string): void;
}

/** No agent gives its ids this form. */
const PREFIX = 'gatehouse-list-';
/** A server whose pages never end. */
const MOST_PAGES = 200;

export function createListing({ tools, toServer }: ListingPorts): Listing {
  const waiting: (() => void)[] = [];
  let asked: { id: string; meta: JsonObject; page: number } | undefined;
  let count = 0;

  const ask = (meta: JsonObject, page: number, cursor: string | undefined): void => {
    count += 1;
    asked = { id: `${PREFIX}${count}`, meta, page };
    const params = { ...(cursor === undefined ? {} : { cursor }), ...metaFor(meta) };
    toServer(`${JSON.stringify({ jsonrpc: '2.0', id: asked.id, method: 'tools/list', params })}\n`);
  };
  const finish = (): void => {
    asked = undefined;
    for (const go of waiting.splice(0)) go();
  };

  return {
    whenListed(meta, go) {
      waiting.push(go);
      if (asked === undefined) ask(meta, 1, undefined);
    },
    again() {
      if (asked !== undefined) ask(asked.meta, 1, undefined);
    },
    settled: () =>
      new Promise((resolve) => {
        if (asked === undefined) resolve();
        else waiting.push(resolve);
      }),
    take(message) {
      const id = requestId(message);
      if (typeof id !== 'string' || !id.startsWith(PREFIX)) return false;
      if (asked?.id !== id) return true;
      const { result } = message;
      if (!isObject(result)) return (finish(), true);
      const { meta, page } = asked;
      tools.takePage(result, 'gatehouse', page === 1);
      const { nextCursor } = result;
      if (typeof nextCursor === 'string' && nextCursor !== '' && page < MOST_PAGES) ask(meta, page + 1, nextCursor);
      else finish();
      return true;
    },
  };
}

/** Since 2026-07-28 every request says which version it speaks and what its client can. */
function metaFor(meta: JsonObject): { _meta?: JsonObject } {
  const kept = Object.entries(meta).filter(([name]) => name.startsWith('io.modelcontextprotocol/'));
  return kept.length === 0 ? {} : { _meta: Object.fromEntries(kept) };
}

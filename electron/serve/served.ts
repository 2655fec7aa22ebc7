import type { Emit } from '#app/app';
import type { Handlers } from '#rpc/server';

/** What is served to browsers: an `App` fits. */
export interface Served {
  handlers: Handlers;
  subscribe(emit: Emit): () => void;
}

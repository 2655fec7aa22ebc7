import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Grant, InspectSession, LaunchPreview, TriedCall } from '#contract/inspect';
import type { Client } from '#rpc/client';
import type { InventoryStore } from './inventory.ts';
import { messageOf } from './message-of.ts';

/** One server of one plugin. */
export interface InspectTarget {
  id: string;
  server: string;
}

/** One call that is tried, or was. */
export interface Try {
  isRunning: boolean;
  tried?: TriedCall;
  failure?: string;
}

export interface InspectionsState {
  /** Oldest first; undefined until they were read once. */
  sessions: readonly InspectSession[] | undefined;
  /** By target. */
  previews: ReadonlyMap<string, LaunchPreview | { failure: string }>;
  starting: ReadonlySet<string>;
  failures: ReadonlyMap<string, string>;
  /** By session and tool. */
  tries: ReadonlyMap<string, Try>;
}

export interface InspectionsPart {
  store: StoreApi<InspectionsState>;
  preview(target: InspectTarget): Promise<void>;
  start(target: InspectTarget, isObserved: boolean): Promise<void>;
  cancelStart(target: InspectTarget): void;
  call(session: string, tool: string, args: Record<string, unknown>): Promise<void>;
  cancelCall(session: string, tool: string): void;
  end(session: string): Promise<void>;
  grant(session: string, grants: readonly Grant[], isGranted: boolean): Promise<void>;
  stop(): void;
}

export function targetKey({ id, server }: InspectTarget): string {
  return JSON.stringify([id, server]);
}

export function tryKey(session: string, tool: string): string {
  return JSON.stringify([session, tool]);
}

interface Parts {
  client: Client;
  inventory: InventoryStore;
  say: (text: string) => void;
}

const nothing: InspectionsState = {
  sessions: undefined,
  previews: new Map(),
  starting: new Set(),
  failures: new Map(),
  tries: new Map(),
};

/** Servers that are looked at. They run on when the window looks elsewhere, and are found again after a reload. */
export function followInspections({ client, inventory, say }: Parts): InspectionsPart {
  const store = createStore<InspectionsState>()(() => nothing);
  const controls = new Map<string, AbortController>();
  const project = (): string | null => inventory.getState().snapshot?.project ?? null;
  const look = async (): Promise<void> => {
    try {
      const { sessions } = await client.call('inspect.list', {});
      store.setState({ sessions });
    } catch (error) {
      if (client.state() === 'open') say(messageOf(error));
    }
  };
  const setTry = (key: string, value: Try): void =>
    store.setState(({ tries }) => ({ tries: new Map(tries).set(key, value) }));
  const put = (session: InspectSession): void =>
    store.setState(({ sessions = [] }) => ({
      sessions: [...sessions.filter((each) => each.session !== session.session), session],
    }));
  const stops = [
    client.on('inspect.changed', () => void look()),
    client.on('app.homeChanged', () => {
      store.setState(nothing);
      void look();
    }),
    client.onState((state) => {
      if (state === 'open') void look();
    }),
  ];
  if (client.state() === 'open') void look();

  return {
    store,
    async preview({ id, server }) {
      const key = targetKey({ id, server });
      const set = (value: LaunchPreview | { failure: string }): void =>
        store.setState(({ previews }) => ({ previews: new Map(previews).set(key, value) }));
      try {
        set(await client.call('inspect.preview', { id, server, project: project() }));
      } catch (error) {
        set({ failure: messageOf(error) });
      }
    },
    async start({ id, server }, isObserved) {
      const key = targetKey({ id, server });
      if (controls.has(key)) return;
      const control = new AbortController();
      controls.set(key, control);
      const failed = new Map(store.getState().failures);
      failed.delete(key);
      store.setState(({ starting }) => ({ failures: failed, starting: new Set([...starting, key]) }));
      try {
        const options = { signal: control.signal };
        put(await client.call('inspect.start', { id, server, project: project(), isObserved }, options));
        await look();
      } catch (error) {
        if (!control.signal.aborted) {
          store.setState(({ failures }) => ({ failures: new Map(failures).set(key, messageOf(error)) }));
        }
      } finally {
        controls.delete(key);
        store.setState(({ starting }) => ({ starting: new Set([...starting].filter((each) => each !== key)) }));
      }
    },
    cancelStart: (target) => controls.get(targetKey(target))?.abort(),
    async call(session, tool, args) {
      const key = tryKey(session, tool);
      if (controls.has(key)) return;
      const control = new AbortController();
      controls.set(key, control);
      setTry(key, { isRunning: true });
      try {
        const tried = await client.call('inspect.call', { session, tool, args }, { signal: control.signal });
        setTry(key, { isRunning: false, tried });
      } catch (error) {
        const failure = control.signal.aborted ? 'The call was cancelled.' : messageOf(error);
        setTry(key, { isRunning: false, failure });
      } finally {
        controls.delete(key);
      }
    },
    cancelCall: (session, tool) => controls.get(tryKey(session, tool))?.abort(),
    async end(session) {
      try {
        put(await client.call('inspect.stop', { session }));
      } catch (error) {
        say(messageOf(error));
      }
    },
    async grant(session, grants, isGranted) {
      try {
        put(await client.call('inspect.grant', { session, grants: [...grants], isGranted }));
      } catch (error) {
        say(messageOf(error));
      }
    },
    stop() {
      for (const control of controls.values()) control.abort();
      for (const stop of stops) stop();
    },
  };
}

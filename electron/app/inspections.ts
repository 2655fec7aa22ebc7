import { AppError } from '#contract/errors';
import type { Grant, InspectSession, LaunchPreview, TriedCall } from '#contract/inspect';
import { type InspectLaunchPorts, type InspectRequest, inspectLaunch, previewOf } from './inspect-launch.ts';
import { type BegunSession, beginSession, cleanerOf, proposalOf } from './inspect-session.ts';
import { createPermissions, withGrant } from './permissions.ts';

/**
 * Servers that Gatehouse itself starts, to look at them: caged as `gatehouse run` would cage them, and ended with the app or
 * when nobody has used them for a while. Only what stands in an agent's own files can be started.
 */
export interface Inspections {
  /** Starts nothing. */
  preview(request: InspectRequest): Promise<LaunchPreview>;
  /** With `isObserved` refused files are collected, for a proposal. Throws AppError. */
  start(request: InspectRequest, isObserved: boolean, signal: AbortSignal): Promise<InspectSession>;
  /** Oldest first, with those that ended since the last start of the same server. */
  list(): InspectSession[];
  /** Throws AppError `not_found`, `forbidden` where a rule denies the tool, `unavailable` when it cannot be recorded. */
  call(session: string, tool: string, args: Record<string, unknown>, signal: AbortSignal): Promise<TriedCall>;
  stop(session: string): Promise<InspectSession>;
  /** Grants what a proposal of this session holds, and nothing else; with `isGranted` false takes it back. */
  grant(session: string, grants: readonly Grant[], isGranted: boolean): Promise<InspectSession>;
  onChanged(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface InspectionsOptions extends InspectLaunchPorts {
  now(): Date;
  /** Milliseconds a server may be unused. */
  idleMs?: number;
}

const IDLE_MS = 15 * 60_000;
const MOST_RUNNING = 8;
/** Of those that ended. */
const MOST_KEPT = 32;

interface Session extends BegunSession {
  at: number;
  granted: Grant[];
  why: string | undefined;
  idle: NodeJS.Timeout | undefined;
}

export function createInspections(options: InspectionsOptions): Inspections {
  const { home, data, now, idleMs = IDLE_MS } = options;
  const sessions = new Map<string, Session>();
  const starting = new Map<string, Promise<unknown>>();
  const listeners = new Set<() => void>();
  const closing = new AbortController();
  const permissions = createPermissions({ data, now });
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const find = (id: string): Session => {
    const found = sessions.get(id);
    if (found === undefined) throw new AppError('not_found', 'This server was ended, and is not listed any more.');
    return found;
  };
  const proposal = (session: Session): Grant[] => {
    const { plugin, server } = session.launch.definition;
    return proposalOf(session, permissions.profile(plugin, server), home);
  };
  const told = (session: Session): InspectSession => {
    const { id, at, launch, server, isObserved, why, granted, inspection } = session;
    const { plugin, server: name } = launch.definition;
    return {
      ...{ session: id, plugin, server: name, at, isObserved, inspection, granted },
      ...(why === undefined ? { state: 'running' } : { state: 'ended', why }),
      ...(server.started.pid === undefined
        ? { isCaged: false, host: server.started.host }
        : { isCaged: server.started.isCaged }),
      ...(server.started.limits === undefined ? {} : { limits: server.started.limits }),
      notGranted: [...server.started.notGranted],
      refused: server.started.refused(),
      proposal: proposal(session),
    };
  };
  const end = async (session: Session, why: string): Promise<void> => {
    if (session.why !== undefined) return;
    session.why = why;
    clearTimeout(session.idle);
    await session.mcp.close();
    session.tries.close();
    changed();
  };
  const rest = (session: Session): void => {
    clearTimeout(session.idle);
    if (session.why !== undefined) return;
    const words = `It was ended because nobody used it for ${Math.round(idleMs / 60_000)} minutes.`;
    session.idle = setTimeout(() => void end(session, words), idleMs).unref();
  };
  const keep = (begun: BegunSession): Session => {
    const session: Session = { ...begun, at: now().getTime(), granted: [], why: undefined, idle: undefined };
    const old = [...sessions.values()].filter(
      ({ launch }) => keyOf(launch.definition) === keyOf(begun.launch.definition),
    );
    const ended = [...sessions.values()].filter(({ why }) => why !== undefined);
    for (const { id } of [...old, ...ended.slice(0, -MOST_KEPT)]) sessions.delete(id);
    sessions.set(session.id, session);
    rest(session);
    void begun.ended.then((why) => end(session, why));
    return session;
  };

  return {
    async preview(request) {
      const launch = await inspectLaunch(request, options);
      return previewOf(launch, cleanerOf(launch));
    },
    async start(request, isObserved, signal) {
      const launch = await inspectLaunch(request, options);
      const key = keyOf(launch.definition);
      const running = [...sessions.values()].filter(({ why }) => why === undefined);
      if (running.some((each) => keyOf(each.launch.definition) === key) || starting.has(key)) {
        throw new AppError('conflict', `"${launch.definition.server}" is running here already.`);
      }
      if (running.length + starting.size >= MOST_RUNNING) {
        throw new AppError('conflict', `${MOST_RUNNING} servers are running here; end one of them first.`);
      }
      const beginning = beginSession(launch, { data, isObserved, signal: AbortSignal.any([signal, closing.signal]) });
      const kept = beginning.then(keep);
      starting.set(
        key,
        kept.catch(() => undefined),
      );
      try {
        return told(await kept);
      } finally {
        starting.delete(key);
        changed();
      }
    },
    list: () => [...sessions.values()].map(told),
    async call(id, tool, args, signal) {
      const session = find(id);
      if (session.why !== undefined) throw new AppError('conflict', `${session.why} Start it again.`);
      clearTimeout(session.idle);
      try {
        return await session.tries.call(tool, args, permissions.read(), signal);
      } finally {
        rest(session);
        changed();
      }
    },
    async stop(id) {
      const session = find(id);
      await end(session, 'You ended it.');
      return told(session);
    },
    async grant(id, grants, isGranted) {
      const session = find(id);
      const allowed = isGranted ? proposal(session) : session.granted;
      if (!grants.every((wanted) => allowed.some((each) => isSame(each, wanted)))) {
        throw new AppError('bad_request', 'Only what was refused in this session can be granted from here.');
      }
      const { plugin, server } = session.launch.definition;
      const profile = grants.reduce(
        (all, { kind, what }) => withGrant(all, kind, what, isGranted),
        permissions.profile(plugin, server),
      );
      await permissions.setProfile(plugin, server, profile);
      const others = session.granted.filter((each) => !grants.some((wanted) => isSame(each, wanted)));
      session.granted = isGranted ? [...others, ...grants] : others;
      changed();
      return told(session);
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closing.abort();
      await Promise.all(starting.values());
      await Promise.all([...sessions.values()].map((session) => end(session, 'Gatehouse ended.')));
    },
  };
}

function keyOf({ plugin, server }: { plugin: string; server: string }): string {
  return `${plugin}/${server}`;
}

function isSame(a: Grant, b: Grant): boolean {
  return a.kind === b.kind && a.what === b.what;
}

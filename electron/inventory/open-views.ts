import type { WatchTarget } from '#agents/agent-module';
import type { HomeScan } from './scan-home.ts';

/** How many project views are kept current at once; the least recently asked for goes first. */
const MAX_VIEWS = 4;
/** Views that went, and may still be on somebody's screen. */
const MAX_DROPPED = 32;

export interface View {
  project: string | null;
  revision: number;
  scannedAt: Date;
  scan: HomeScan;
  /** When the scan began, in ms since 1970. */
  since: number;
}

/** A view that is no longer kept current; its files are still watched. */
export interface DroppedView {
  project: string | null;
  revision: number;
  watch: readonly WatchTarget[];
}

/** The project views that are kept current, and what is left of those that went. */
export interface OpenViews {
  /** Makes it the most recently asked for. */
  find(project: string | null): Promise<View> | undefined;
  /** Forgets it again when `made` fails. */
  add(project: string | null, made: Promise<View>): void;
  /** Most recently asked for first. Throws what made one of them fail. */
  all(): Promise<View[]>;
  dropped(): readonly DroppedView[];
  takeDropped(): DroppedView[];
  /**
   * The number of a view's first snapshot: above all earlier ones, so that a client that holds an older snapshot
   * of a view that went and came back sees a gap.
   */
  firstRevision(): number;
}

export function createOpenViews(): OpenViews {
  const views = new Map<string | null, Promise<View>>();
  const dropped = new Map<string | null, DroppedView>();
  const highest = { revision: 0 };

  const note = (revision: number) => {
    highest.revision = Math.max(highest.revision, revision);
  };

  const drop = async (project: string | null) => {
    const view = views.get(project);
    views.delete(project);
    const last = await view?.catch(() => undefined);
    if (last === undefined) return;
    note(last.revision);
    if (views.has(project)) return;
    dropped.set(project, { project, revision: last.revision, watch: last.scan.watch });
    const [oldest] = dropped.keys();
    if (dropped.size > MAX_DROPPED && oldest !== undefined) dropped.delete(oldest);
  };

  return {
    find(project) {
      const known = views.get(project);
      if (known === undefined) return undefined;
      views.delete(project);
      views.set(project, known);
      return known;
    },
    add(project, made) {
      views.set(project, made);
      dropped.delete(project);
      made.catch(() => {
        if (views.get(project) === made) views.delete(project);
      });
      const [oldest] = views.keys();
      if (views.size > MAX_VIEWS && oldest !== undefined) void drop(oldest);
    },
    all: () => Promise.all([...views.values()].reverse()),
    dropped: () => [...dropped.values()],
    takeDropped() {
      const taken = [...dropped.values()];
      dropped.clear();
      // Whoever shows one is told with a number two further on.
      for (const view of taken) note(view.revision + 2);
      return taken;
    },
    firstRevision() {
      highest.revision += 1;
      return highest.revision;
    },
  };
}

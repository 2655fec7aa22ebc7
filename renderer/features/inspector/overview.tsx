import { useStore } from 'zustand';
import { changedPlugins } from '#contract/changes';
import type { Plugin } from '#contract/plugin';
import { isStale } from '#contract/stale-sessions';
import { shortPath } from '#renderer/lib/short-path.ts';
import { useGatehouse, useInventory, usePending } from '#renderer/store/gatehouse-context.ts';
import { useRunningSessions } from '#renderer/store/running-sessions.ts';
import { Note } from '#renderer/ui/note.tsx';
import { StaleSessions } from '#renderer/ui/stale-sessions.tsx';
import { StateWord } from '#renderer/ui/state-word.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { About } from './about.tsx';
import { AlsoIn } from './also-in.tsx';
import { Brings } from './brings.tsx';
import { Installs } from './installs.tsx';
import { Layers } from './layers.tsx';
import { Problems } from './problems.tsx';
import { Sources } from './sources.tsx';

interface OverviewProps {
  row: Plugin;
  /** With components and line numbers; arrives a moment after the row. */
  described: Plugin | undefined;
  failure: string | undefined;
}

/** The answer, then its reason, then the proof. */
export function Overview({ row, described, failure }: OverviewProps) {
  const plugin = described ?? row;
  return (
    <>
      <Verdict plugin={row} />
      {failure !== undefined && <Note tone="warn">Details could not be read: {failure}</Note>}
      <Stale id={row.id} />
      <Layers layers={plugin.effective.layers} />
      <Sources plugin={row} />
      <Problems problems={row.problems} />
      <Brings plugin={plugin} components={described?.components} />
      <Installs plugin={row} />
      <AlsoIn plugin={row} />
      <About plugin={row} />
    </>
  );
}

function Verdict({ plugin }: { plugin: Plugin }) {
  const pending = usePending((state) => state.pending.get(plugin.id)?.enable);
  const failed = usePending((state) => state.failures.get(plugin.id));
  const project = useInventory((state) => state.snapshot?.project ?? null);
  const home = useInventory((state) => state.snapshot?.home ?? '');
  return (
    <>
      <p className="flex items-baseline gap-2 pt-3">
        <span className="text-title font-semibold [&>*]:text-fg">
          <StateWord state={plugin.effective.state} pending={pending} />
        </span>
        <span className="min-w-0 truncate text-muted">
          {project === null ? (
            'in every folder without settings of its own'
          ) : (
            <VisibleText text={`in ${shortPath(project, home)}`} />
          )}
        </span>
      </p>
      <p className="pt-0.5 wrap-anywhere text-muted">
        <VisibleText text={plugin.effective.decidedBy.reason} lines />
      </p>
      {failed !== undefined && (
        <div className="pt-2">
          <Note tone="danger">
            <VisibleText text={failed} lines />
          </Note>
        </div>
      )}
    </>
  );
}

/** Sessions that began before the last change of this plugin. */
function Stale({ id }: { id: string }) {
  const sessions = useRunningSessions() ?? [];
  const change = useStore(useGatehouse().journal, ({ changes }) =>
    changes?.find((each) => changedPlugins(each).includes(id)),
  );
  if (change === undefined) return null;
  return (
    <StaleSessions sessions={sessions.filter((session) => isStale(session, change))} since="the last change of it" />
  );
}

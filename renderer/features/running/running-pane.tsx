import { useStore } from 'zustand';
import { listElementId } from '#renderer/lib/region-ids.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { Note } from '#renderer/ui/note.tsx';
import { useScreenKeys } from '#renderer/ui/screen-keys.ts';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { EndedRows } from './ended-rows.tsx';
import { pressRunKey } from './run-keys.ts';
import { RunRow } from './run-row.tsx';

/** Servers that agents run through Gatehouse now, and those that ended by themselves. */
export function RunningPane({ isCovered }: { isCovered: boolean }) {
  const { runs: part, view } = useGatehouse();
  const { runs, ended, failure, ending } = useStore(part.store);
  const selected = useView((state) => state.run);
  useScreenKeys((key, from) => {
    const ids = [...(runs ?? []), ...ended].map(({ run }) => run);
    return pressRunKey(key, from, ids, view);
  });
  return (
    <section
      id={listElementId}
      aria-label="Running"
      tabIndex={-1}
      className={`@container/pane min-h-0 min-w-0 flex-1 overflow-y-auto outline-none ${isCovered ? 'max-[760px]:hidden' : ''}`}
    >
      {failure !== undefined && (
        <div className="p-4">
          <Note tone="danger">
            What runs could not be told: <VisibleText text={failure} />
          </Note>
        </div>
      )}
      {runs?.length === 0 && <NothingRuns />}
      {runs !== undefined && runs.length + ended.length > 0 && (
        <table className={`w-full table-fixed text-left ${runs.length === 0 ? 'mt-6' : ''}`}>
          <Head />
          <tbody>
            {runs.map((run) => (
              <RunRow key={run.run} run={run} isEnding={ending.has(run.run)} isSelected={run.run === selected} />
            ))}
          </tbody>
          {ended.length > 0 && <EndedRows ended={ended} selected={selected} />}
        </table>
      )}
    </section>
  );
}

function Head() {
  return (
    <thead className="sticky top-0 z-10 bg-surface text-label text-muted">
      <tr className="h-(--row-dense) border-b border-line [&>th]:px-2 [&>th]:font-normal [&>th:first-child]:pl-4">
        <th>Server</th>
        <th className="w-28">State</th>
        <th className="w-28 @max-[44rem]/pane:hidden">Agent</th>
        <th className="@max-[56rem]/pane:hidden">Project</th>
        <th className="w-24 text-right @max-[28rem]/pane:hidden">Running for</th>
        <th className="w-20 text-right @max-[36rem]/pane:hidden">Memory</th>
        <th className="w-20 text-right @max-[50rem]/pane:hidden">Process</th>
        <th className="w-24">
          <span className="sr-only">End</span>
        </th>
      </tr>
    </thead>
  );
}

function NothingRuns() {
  return (
    <div className="px-4 pt-10">
      <h2 className="text-title font-semibold">No server runs through Gatehouse</h2>
      <p className="max-w-[38rem] pt-0.5 text-muted">
        Servers that your agents start by themselves run as you and are not shown here. To have one run in a cage, with
        every call decided and recorded, write <code>gatehouse guard ID</code> in a terminal; the id of a plugin or
        server is in its inspector.
      </p>
    </div>
  );
}

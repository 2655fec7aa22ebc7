import { useStore } from 'zustand';
import type { Running } from '#contract/runs';
import { isOdd, runName, runState, upTime } from '#renderer/lib/run-words.ts';
import { agentNames } from '#renderer/lib/words.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** Servers that agents run through Gatehouse now. */
export function RunningPane() {
  const { runs: part } = useGatehouse();
  const { runs, failure, ending } = useStore(part.store);
  return (
    <section aria-label="Running" className="min-h-0 flex-1 overflow-y-auto">
      {failure !== undefined && (
        <div className="p-4">
          <Note tone="danger">
            What runs could not be told: <VisibleText text={failure} />
          </Note>
        </div>
      )}
      {runs?.length === 0 && <NothingRuns />}
      {runs !== undefined && runs.length > 0 && (
        <table className="w-full table-fixed text-left">
          <thead className="sticky top-0 bg-surface text-label text-muted">
            <tr className="h-(--row-dense) border-b border-line [&>th]:px-2 [&>th]:font-normal [&>th:first-child]:pl-4">
              <th>Server</th>
              <th className="w-32">State</th>
              <th className="w-28">Agent</th>
              <th className="max-[1000px]:hidden">Project</th>
              <th className="w-24 text-right">Running for</th>
              <th className="w-24 text-right">Memory</th>
              <th className="w-20 text-right max-[1000px]:hidden">Process</th>
              <th className="w-20">
                <span className="sr-only">End</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <Row key={run.run} run={run} isEnding={ending.has(run.run)} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ run, isEnding }: { run: Running; isEnding: boolean }) {
  const { runs } = useGatehouse();
  const askedAt = useStore(runs.store, (state) => state.askedAt);
  const lock = useConnection(lockReason);
  const name = runName(run);
  const state = runState(run, isEnding);
  const button = (
    <Button aria-disabled={lock !== undefined || isEnding} onClick={() => void runs.end(run.run)}>
      End<span className="sr-only"> {name}</span>
    </Button>
  );
  return (
    <tr className="h-(--row) border-b border-line [&>td]:truncate [&>td]:px-2 [&>td:first-child]:pl-4">
      <td className="font-semibold">
        <VisibleText text={name} />
      </td>
      <td className={isOdd(run) ? 'text-warn' : ''}>{state}</td>
      <td>{agentNames[run.agent]}</td>
      <td className="max-[1000px]:hidden">
        <PathText path={run.project} />
      </td>
      <td className="text-right tabular-nums">{upTime(run.at, askedAt)}</td>
      <td className="text-right tabular-nums">{run.memoryMb === undefined ? '–' : `${Math.round(run.memoryMb)} MB`}</td>
      <td className="text-right text-muted tabular-nums max-[1000px]:hidden">{run.serverPid}</td>
      <td className="pr-3 text-right">{lock === undefined ? button : <Tip text={lock}>{button}</Tip>}</td>
    </tr>
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

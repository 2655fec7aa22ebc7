import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { withoutColours } from '#contract/logs';
import type { Running } from '#contract/runs';
import { inspectorElementId } from '#renderer/lib/region-ids.ts';
import { endedState, isOdd, runName, runState, upTime } from '#renderer/lib/run-words.ts';
import { agentNames } from '#renderer/lib/words.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import type { OpenRun } from '#renderer/store/run-log.ts';
import { Button } from '#renderer/ui/button.tsx';
import { MarkedText } from '#renderer/ui/marked-text.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { Fact, Facts } from '#renderer/ui/section.tsx';
import { type Shape, StateShape } from '#renderer/ui/state-word.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { LogPanel } from './log-panel.tsx';

/** One server that runs or ran, with its log. */
export function RunInspector({ open }: { open: OpenRun }) {
  const { view } = useGatehouse();
  const [shape, state] = stateOf(open);
  return (
    <aside
      id={inspectorElementId}
      tabIndex={-1}
      aria-label="Inspector"
      className="arrive-from-right flex min-h-0 w-[clamp(26.5rem,52%,46rem)] flex-none flex-col border-l border-line bg-surface outline-none max-[760px]:w-full max-[760px]:border-l-0"
    >
      <header className="flex-none border-b border-line px-4 py-3">
        <div className="flex min-h-(--control) items-center gap-3">
          <h2 className="min-w-0 text-title font-semibold wrap-anywhere">
            <VisibleText text={runName(open)} />
          </h2>
          <span className="inline-flex flex-none items-baseline gap-1.5">
            <StateShape shape={shape} />
            {state}
          </span>
          <span className="flex-1" />
          {open.running !== undefined && <EndButton run={open.running} />}
          <Tip text="Close, esc">
            <Button look="plain" aria-label="Close the inspector" onClick={() => view.setState({ run: null })}>
              <X className="size-4" strokeWidth={1.6} aria-hidden="true" />
            </Button>
          </Tip>
        </div>
        <RunFacts open={open} />
      </header>
      <LogPanel key={open.run} open={open} />
    </aside>
  );
}

function EndButton({ run }: { run: Running }) {
  const { runs } = useGatehouse();
  const isEnding = useStore(runs.store, ({ ending }) => ending.has(run.run));
  const lock = useConnection(lockReason);
  const button = (
    <Button aria-disabled={lock !== undefined || isEnding} onClick={() => void runs.end(run.run)}>
      End<span className="sr-only"> {runName(run)}</span>
    </Button>
  );
  return lock === undefined ? button : <Tip text={lock}>{button}</Tip>;
}

function stateOf({ running, ended }: OpenRun): [Shape, string] {
  if (running !== undefined) {
    return [isOdd(running) ? 'drift' : 'enabled', runState(running, false)];
  }
  return ended === undefined ? ['undone', 'Ended by its agent'] : ['failed', endedState(ended)];
}

function RunFacts({ open: { plugin, agent, project, running, ended } }: { open: OpenRun }) {
  const askedAt = useStore(useGatehouse().runs.store, (state) => state.askedAt);
  return (
    <Facts>
      <Fact name="Plugin">
        <span className="font-mono text-small">
          <VisibleText text={plugin} />
        </span>
      </Fact>
      <Fact name="Started by">
        <span className="flex min-w-0 items-center gap-1.5">
          <span className="flex-none">{agentNames[agent]} in</span>
          <PathText path={project} />
        </span>
      </Fact>
      {running !== undefined && (
        <Fact name={running.host === undefined ? 'Process' : 'Connected'}>
          {running.host === undefined ? running.serverPid : <VisibleText text={running.host} />}, since{' '}
          {new Date(running.at).toLocaleTimeString('en-GB')}
        </Fact>
      )}
      {running !== undefined && running.notGranted.length > 0 && (
        <Fact name="Not granted">
          <VisibleText text={running.notGranted.join(' ')} />
        </Fact>
      )}
      {ended !== undefined && (
        <Fact name="Ended">
          {upTime(ended.at, askedAt)} ago
          {ended.began !== undefined && `, after ${upTime(ended.began, ended.at)}`}.{' '}
          <MarkedText text={withoutColours(ended.why)} />
        </Fact>
      )}
    </Facts>
  );
}

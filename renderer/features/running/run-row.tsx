import { useStore } from 'zustand';
import type { Running } from '#contract/runs';
import { isOdd, runName, runState, upTime } from '#renderer/lib/run-words.ts';
import { agentNames } from '#renderer/lib/words.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { StateShape } from '#renderer/ui/state-word.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { RunName, rowLook } from './run-name.tsx';

interface RunRowProps {
  run: Running;
  isEnding: boolean;
  isSelected: boolean;
}

export function RunRow({ run, isEnding, isSelected }: RunRowProps) {
  const { runs, view } = useGatehouse();
  const askedAt = useStore(runs.store, (state) => state.askedAt);
  const lock = useConnection(lockReason);
  const button = (
    <Button aria-disabled={lock !== undefined || isEnding} onClick={() => void runs.end(run.run)}>
      End<span className="sr-only"> {runName(run)}</span>
    </Button>
  );
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: its first cell holds the button that does the same
    <tr className={rowLook(isSelected)} onClick={() => view.setState({ run: run.run })}>
      <td className="font-semibold">
        <RunName run={run} isSelected={isSelected} />
      </td>
      <td className={isOdd(run) ? 'text-warn' : ''}>
        <span className="inline-flex items-baseline gap-1.5">
          <StateShape shape={isEnding ? 'pending' : isOdd(run) ? 'drift' : 'enabled'} />
          {runState(run, isEnding)}
        </span>
      </td>
      <td className="@max-[44rem]/pane:hidden">{agentNames[run.agent]}</td>
      <td className="@max-[56rem]/pane:hidden">
        <PathText path={run.project} />
      </td>
      <td className="text-right tabular-nums @max-[28rem]/pane:hidden">{upTime(run.at, askedAt)}</td>
      <td className="text-right tabular-nums @max-[36rem]/pane:hidden">
        {run.memoryMb === undefined ? '–' : `${Math.round(run.memoryMb)} MB`}
      </td>
      <td className="text-right text-muted tabular-nums @max-[50rem]/pane:hidden">{run.serverPid ?? '–'}</td>
      <td className="pr-3 text-right">{lock === undefined ? button : <Tip text={lock}>{button}</Tip>}</td>
    </tr>
  );
}

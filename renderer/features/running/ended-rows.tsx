import { useStore } from 'zustand';
import { withoutColours } from '#contract/logs';
import type { EndedRun } from '#contract/runs';
import { endedState, lastWords, runName, upTime } from '#renderer/lib/run-words.ts';
import { agentNames } from '#renderer/lib/words.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { MarkedText } from '#renderer/ui/marked-text.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { StateShape } from '#renderer/ui/state-word.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { RunName, rowLook } from './run-name.tsx';

interface EndedRowsProps {
  ended: readonly EndedRun[];
  selected: string | null;
}

/** Servers that ended by themselves or could not be started, each with its last words. */
export function EndedRows({ ended, selected }: EndedRowsProps) {
  return (
    <tbody>
      <tr className="h-(--row-dense) border-b border-line">
        {/* As many columns as are there at any width: more would make empty ones. */}
        <th colSpan={2} scope="rowgroup" className="px-4 pt-4 text-small font-semibold whitespace-nowrap">
          Ended by themselves <span className="font-normal text-muted">in the last day</span>
        </th>
      </tr>
      {ended.map((each) => (
        <EndedRow key={each.run} ended={each} isSelected={each.run === selected} />
      ))}
    </tbody>
  );
}

function EndedRow({ ended, isSelected }: { ended: EndedRun; isSelected: boolean }) {
  const { runs, view } = useGatehouse();
  const askedAt = useStore(runs.store, (state) => state.askedAt);
  const lock = useConnection(lockReason);
  const button = (
    <Button
      aria-disabled={lock !== undefined}
      onClick={(event) => {
        event.stopPropagation();
        void runs.dismiss(ended.run);
      }}
    >
      Dismiss<span className="sr-only"> {runName(ended)}</span>
    </Button>
  );
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: its first cell holds the button that does the same
    <tr
      className={`${rowLook(isSelected)} [&>td]:py-1 [&>td]:align-top`}
      onClick={() => view.setState({ run: ended.run })}
    >
      <td>
        <span className="font-semibold">
          <RunName run={ended} isSelected={isSelected} />
        </span>
        <span className="block truncate font-mono text-small text-muted">
          <MarkedText text={withoutColours(lastWords(ended))} />
        </span>
      </td>
      <td>
        <span className="inline-flex items-baseline gap-1.5">
          <StateShape shape="failed" />
          {endedState(ended)}
        </span>
      </td>
      <td className="@max-[44rem]/pane:hidden">{agentNames[ended.agent]}</td>
      <td className="@max-[56rem]/pane:hidden">
        <PathText path={ended.project} />
      </td>
      <td className="text-right text-muted tabular-nums @max-[28rem]/pane:hidden">{upTime(ended.at, askedAt)} ago</td>
      <td className="@max-[36rem]/pane:hidden" />
      <td className="@max-[50rem]/pane:hidden" />
      <td className="pr-3 text-right">{lock === undefined ? button : <Tip text={lock}>{button}</Tip>}</td>
    </tr>
  );
}

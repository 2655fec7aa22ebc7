import { memo } from 'react';
import type { Call } from '#contract/history';
import { clockText, durationText, isSlow, supplierOf, typeNames } from '#renderer/lib/call-words.ts';
import { agentShortNames } from '#renderer/lib/words.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { OutcomeShape, outcomeInk } from '#renderer/ui/call-outcome.tsx';
import { MarkedText } from '#renderer/ui/marked-text.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

export function callElementId(id: number): string {
  return `call:${id}`;
}

interface CallRowProps {
  call: Call;
  /** 1-based, the column heads counted. */
  rowIndex: number;
  /** Pixels from the top of the scroll area. */
  top: number;
}

export const CallRow = memo(function CallRow({ call, rowIndex, top }: CallRowProps) {
  const { view } = useGatehouse();
  const isSelected = useView((state) => state.call === call.id);
  const { time, fraction } = clockText(call.at);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of rows are the list's own
    <div
      role="row"
      id={callElementId(call.id)}
      aria-rowindex={rowIndex}
      aria-selected={isSelected}
      className={`call-columns absolute inset-x-0 h-(--row-dense) ${isSelected ? selectedLook : 'hover:bg-hover'}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => view.setState({ call: call.id })}
    >
      <div role="gridcell" className="text-small whitespace-nowrap text-muted">
        {time}
        <span className="not-narrow-inline text-faint">{fraction}</span>
      </div>
      <div role="gridcell" className={`flex items-center gap-1.5 whitespace-nowrap ${outcomeInk(call.outcome)}`}>
        <OutcomeShape outcome={call.outcome} />
        <span className="narrow-sr-only">{call.outcome}</span>
      </div>
      <div role="gridcell" className="not-narrow text-small whitespace-nowrap text-muted">
        {agentShortNames[call.agent]}
      </div>
      <Supplier call={call} />
      <Tool call={call} />
      <div role="gridcell" className="not-narrow truncate font-mono text-small text-muted">
        <MarkedText text={call.preview} />
      </div>
      <div
        role="gridcell"
        className={`text-right text-small whitespace-nowrap ${isSlow(call.durationMs) ? '' : 'text-muted'}`}
      >
        {durationText(call.durationMs)}
      </div>
    </div>
  );
});

/** Built-in tools of the agent have no supplier: the place stays quiet. */
function Supplier({ call }: { call: Call }) {
  const name = supplierOf(call);
  return (
    <div role="gridcell" className={`truncate ${name === undefined ? 'text-small text-faint' : ''}`}>
      {name === undefined ? 'built in' : <VisibleText text={name} />}
    </div>
  );
}

function Tool({ call }: { call: Call }) {
  return (
    <div role="gridcell" className="truncate font-mono text-small">
      {call.parent !== undefined && (
        <span className="text-faint" aria-hidden="true">
          ↳{' '}
        </span>
      )}
      {call.type !== 'tool' && <span className="font-sans text-faint">{typeNames[call.type]} </span>}
      <VisibleText text={call.tool} />
    </div>
  );
}

export function BlankRow({ rowIndex, top }: { rowIndex: number; top: number }) {
  return (
    <div
      role="row"
      aria-rowindex={rowIndex}
      aria-busy="true"
      className="call-columns absolute inset-x-0 h-(--row-dense)"
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="gridcell" className="h-2 w-16 rounded-full bg-selected-idle" />
      <span role="gridcell" className="h-2 w-3 rounded-full bg-selected-idle" />
    </div>
  );
}

const selectedLook =
  'bg-selected before:absolute before:inset-y-0 before:left-0 before:w-[2px] before:bg-accent idle:bg-selected-idle idle:before:hidden';

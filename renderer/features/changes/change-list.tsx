import { useState } from 'react';
import type { Change } from '#contract/changes';
import { daysOf, deedOf, subjectOf, writerOf } from '#renderer/lib/change-words.ts';
import { listElementId } from '#renderer/lib/region-ids.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { OutcomeWord } from './outcome-word.tsx';

export function changeElementId(id: string): string {
  return `change:${id}`;
}

/** The journal by days, newest first. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  const selected = useView((state) => state.change);
  const [now] = useState(() => new Date());
  const isShown = changes.some((each) => each.id === selected);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are grids of their own
    <div
      id={listElementId}
      role="grid"
      tabIndex={0}
      aria-label="Changes"
      aria-activedescendant={isShown && selected !== null ? changeElementId(selected) : undefined}
      className="relative min-h-0 flex-1 overflow-y-auto -outline-offset-2 aria-[activedescendant]:outline-none"
    >
      <Head />
      {daysOf(changes, now).map((day) => (
        <div key={day.date} role="rowgroup" aria-label={`${day.name}, ${day.date}`}>
          <div role="row" className="border-y border-line bg-surface">
            <div role="gridcell" className="flex h-(--row-dense) items-center gap-1.5 px-4 text-small font-semibold">
              {day.name} <span className="font-normal text-muted">{day.date}</span>
            </div>
          </div>
          {day.changes.map((change) => (
            <ChangeRow key={change.id} change={change} isSelected={change.id === selected} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Head() {
  return (
    <div role="row" className="change-columns sticky top-0 z-10 h-(--row-dense) bg-surface text-label text-muted">
      <div role="columnheader">Time</div>
      <div role="columnheader">By</div>
      <div role="columnheader">What</div>
      <div role="columnheader" className="not-narrow">
        Change
      </div>
      <div role="columnheader">State</div>
    </div>
  );
}

function ChangeRow({ change, isSelected }: { change: Change; isSelected: boolean }) {
  const { view } = useGatehouse();
  const look = isSelected
    ? 'bg-selected before:absolute before:inset-y-0 before:left-0 before:w-[2px] before:bg-accent idle:bg-selected-idle idle:before:hidden'
    : 'hover:bg-hover';
  const time = new Date(change.at).toLocaleTimeString('en-GB');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of rows are the list's own
    <div
      role="row"
      id={changeElementId(change.id)}
      aria-selected={isSelected}
      className={`change-columns relative h-(--row) ${look}`}
      onClick={() => view.setState({ change: change.id })}
    >
      <div role="gridcell" className="text-small">
        {time}
      </div>
      <div role="gridcell" className="truncate text-muted">
        {writerOf(change)}
      </div>
      <div role="gridcell" className="truncate">
        <VisibleText text={subjectOf(change)} />
      </div>
      <div role="gridcell" className="not-narrow truncate text-muted">
        <VisibleText text={deedOf(change)} />
      </div>
      <div role="gridcell">
        <OutcomeWord change={change} />
      </div>
    </div>
  );
}

import { X } from 'lucide-react';
import type { Change } from '#contract/changes';
import { isStale } from '#contract/stale-sessions';
import { canPutBack, deedOf, isUndoable, subjectOf, writerOf } from '#renderer/lib/change-words.ts';
import { inspectorElementId } from '#renderer/lib/region-ids.ts';
import { stateWords } from '#renderer/lib/words.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { useRunningSessions } from '#renderer/store/running-sessions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DiffView } from '#renderer/ui/diff-view.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { FileLink } from '#renderer/ui/path-text.tsx';
import { Fact, Facts, Section } from '#renderer/ui/section.tsx';
import { StaleSessions } from '#renderer/ui/stale-sessions.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { ChangeMembers } from './change-members.tsx';
import { OutcomeWord } from './outcome-word.tsx';

export function ChangeInspector({ change }: { change: Change }) {
  const { view } = useGatehouse();
  return (
    <aside
      id={inspectorElementId}
      tabIndex={-1}
      aria-label="Inspector"
      className="arrive-from-right flex min-h-0 w-(--inspector) flex-none flex-col border-l border-line bg-surface outline-none max-[760px]:w-full max-[760px]:border-l-0"
    >
      <header className="flex-none border-b border-line px-4 py-3">
        <div className="flex min-h-(--control) items-center gap-2">
          <h2 className="min-w-0 flex-1 text-title font-semibold wrap-anywhere">
            <VisibleText text={subjectOf(change)} />
          </h2>
          <Tip text="Close, esc">
            <Button look="plain" aria-label="Close the inspector" onClick={() => view.setState({ change: null })}>
              <X className="size-4" strokeWidth={1.6} aria-hidden="true" />
            </Button>
          </Tip>
        </div>
        <p className="text-small text-muted">
          <VisibleText text={deedOf(change)} /> · {new Date(change.at).toLocaleString('en-GB')}
        </p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
      <div
        tabIndex={0}
        role="group"
        aria-label="Change"
        className="min-h-0 flex-1 overflow-y-auto px-4 pb-4 -outline-offset-2"
      >
        <p className="pt-3 text-title font-semibold [&>*]:text-fg">
          <OutcomeWord change={change} />
        </p>
        {change.note !== undefined && (
          <div className="pt-1">
            <Note tone={change.applied ? 'warn' : 'danger'}>
              <VisibleText text={change.note} lines />
            </Note>
          </div>
        )}
        <Deeds deeds={change.deeds} />
        <Stale change={change} />
        <Section title="What changed">
          <DiffView diff={change.diff} isSlim />
        </Section>
        <ChangeMembers change={change} />
        <Evidence change={change} />
        <Undo change={change} />
      </div>
    </aside>
  );
}

function Stale({ change }: { change: Change }) {
  const sessions = useRunningSessions() ?? [];
  return <StaleSessions sessions={sessions.filter((session) => isStale(session, change))} since="this" />;
}

/** What another program's change means. */
function Deeds({ deeds = [] }: { deeds?: Change['deeds'] }) {
  if (deeds.length === 0) return null;
  return (
    <ul className="grid gap-0.5 pt-1">
      {deeds.map((deed) => (
        <li key={deed} className="wrap-anywhere">
          <VisibleText text={deed} />
        </li>
      ))}
    </ul>
  );
}

function Evidence({ change }: { change: Change }) {
  return (
    <Section title="Evidence">
      <Facts>
        <Fact name="Written by">{writerOf(change)}</Fact>
        <Fact name="File">
          <span className="flex h-6 min-w-0 items-center">
            <FileLink path={change.file} />
          </span>
        </Fact>
        {change.effective !== undefined && <Fact name="State after">{stateWords[change.effective]}</Fact>}
        <Fact name="File hash">
          <span className="font-mono text-small">
            {shortHash(change.beforeHash)} <span className="font-sans text-muted">to</span>{' '}
            {shortHash(change.afterHash)}
          </span>
        </Fact>
        <Fact name="Change">
          <span className="font-mono text-small">
            <VisibleText text={change.id} />
          </span>
        </Fact>
      </Facts>
    </Section>
  );
}

function Undo({ change }: { change: Change }) {
  const { switching } = useGatehouse();
  const paused = useConnection(lockReason);
  const isOthers = canPutBack(change);
  if (!isUndoable(change) && !isOthers) return null;
  const button = (
    <Button aria-disabled={paused !== undefined} onClick={() => void switching.askUndo(change)}>
      {isOthers ? (
        'Put back…'
      ) : (
        <>
          Undo… <Kbd>u</Kbd>
        </>
      )}
    </Button>
  );
  return (
    <div className="grid justify-items-start gap-2 pt-4">
      {paused === undefined ? button : <Tip text={paused}>{button}</Tip>}
      <p className="text-small text-muted">The diff is shown first.</p>
    </div>
  );
}

function shortHash(hash: string): string {
  return hash.length > 12 ? `${hash.slice(0, 4)}…${hash.slice(-4)}` : hash;
}

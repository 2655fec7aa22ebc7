import { useState } from 'react';
import type { InspectSession } from '#contract/inspect';
import { tokenWords } from '#renderer/lib/inspect-words.ts';
import { countOf } from '#renderer/lib/words.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { Fact, Facts, Section } from '#renderer/ui/section.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { CageAttempts } from './cage-attempts.tsx';
import { StartButtons } from './start-buttons.tsx';
import { ToolEntry } from './tool-entry.tsx';

/** More tools than this get a filter. */
const manyTools = 8;

/** A server that was started from here: what it says of itself, its tools, and what its cage refused. */
export function LookedAt({ session }: { session: InspectSession }) {
  const { inspection, plugin, server, isObserved, notGranted } = session;
  const { noise, instructions } = inspection;
  return (
    <>
      <State session={session} />
      {session.state === 'ended' && (
        <StartButtons id={plugin} server={server} isAgain isRemote={session.host !== undefined} />
      )}
      <Section title="What it is">
        <Facts>
          <Fact name="Says it is">
            <VisibleText
              text={[inspection.name, inspection.version].filter((part) => part !== undefined).join(' ') || 'nothing'}
            />
          </Fact>
          {inspection.protocol !== undefined && (
            <Fact name="Protocol">
              <VisibleText text={inspection.protocol} />
            </Fact>
          )}
          {session.limits !== undefined && <Fact name="Limits">{limitWords[session.limits]}</Fact>}
          <Fact name="Context">{tokenWords(inspection.contextTokens)} of each session that loads it</Fact>
        </Facts>
        {instructions !== undefined && (
          <details className="pt-1">
            <summary className="text-small text-muted select-none hover:text-fg">What it tells every session</summary>
            <p className="rounded-chip bg-sunken px-2 py-1 text-small/5 wrap-anywhere whitespace-pre-wrap">
              <VisibleText text={instructions} lines />
            </p>
          </details>
        )}
      </Section>
      {noise.lines > 0 && (
        <div className="pt-3">
          <Note tone="warn">
            It wrote {countOf(noise.lines, 'line')} that {noise.lines === 1 ? 'is no message' : 'are no messages'}; some
            agents end it for that: <VisibleText text={noise.first.join(' ⏎ ').slice(0, 300)} />
          </Note>
        </div>
      )}
      {notGranted.length > 0 && (
        <div className="pt-3">
          <Note>
            <VisibleText text={notGranted.join('\n')} lines />
          </Note>
        </div>
      )}
      <CageAttempts session={session} isLearning={isObserved} />
      <Tools session={session} />
    </>
  );
}

const limitWords = {
  cgroup: 'kept by the system: memory and processes cannot go beyond them',
  watchdog: 'kept by a watchdog, which ends it within two seconds',
};

function State({ session }: { session: InspectSession }) {
  const { inspections } = useGatehouse();
  const lock = useConnection(lockReason);
  const { state, isCaged, isObserved, why, host } = session;
  const place = isCaged ? 'Running in its cage' : 'Running as you, without a cage';
  const isOdd = !isCaged && host === undefined;
  return (
    <>
      <div className="flex items-center gap-2 pt-3">
        <p className={`min-w-0 flex-1 text-title font-semibold ${isOdd ? 'text-danger' : ''}`} role="status">
          {state === 'ended' ? 'Ended' : host === undefined ? place : <VisibleText text={`Connected to ${host}`} />}
        </p>
        {state === 'running' && (
          <Button aria-disabled={lock !== undefined} onClick={() => void inspections.end(session.session)}>
            End it
          </Button>
        )}
      </div>
      <p className="pt-0.5 wrap-anywhere text-muted">
        {why === undefined ? (
          isObserved ? (
            'Every file it is refused is collected, so it is slower than usual.'
          ) : (
            'It ends with Gatehouse, or when nobody uses it for a while.'
          )
        ) : (
          <VisibleText text={why} lines />
        )}
      </p>
    </>
  );
}

function Tools({ session }: { session: InspectSession }) {
  const [filter, setFilter] = useState('');
  const { tools } = session.inspection;
  const sought = filter.trim().toLowerCase();
  const shown = tools.filter(
    ({ name, description = '' }) => name.toLowerCase().includes(sought) || description.toLowerCase().includes(sought),
  );
  return (
    <Section title="Tools" aside={tools.length}>
      {tools.length > manyTools && (
        <input
          type="search"
          aria-label="Filter the tools"
          placeholder="Filter"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="mb-1 h-(--control) w-full rounded-control border border-line-control bg-raised px-2 text-fg"
        />
      )}
      {tools.length === 0 && <p className="text-muted">It offers none.</p>}
      {tools.length > 0 && shown.length === 0 && <p className="text-muted">None of them has these letters.</p>}
      {shown.map((tool, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a server may give one name twice
        <ToolEntry key={`${tool.name} ${index}`} session={session} tool={tool} />
      ))}
    </Section>
  );
}

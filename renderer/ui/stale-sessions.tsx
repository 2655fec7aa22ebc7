import type { RunningSession } from '#contract/sessions';
import { countOf } from '#renderer/lib/words.ts';
import { Note } from './note.tsx';
import { PathText } from './path-text.tsx';
import { VisibleText } from './visible-text.tsx';

const SHOWN = 8;

/** Which running sessions began before something was changed. */
export function StaleSessions({ sessions, since }: { sessions: readonly RunningSession[]; since: string }) {
  if (sessions.length === 0) return null;
  const isOne = sessions.length === 1;
  const canReload = sessions.some(({ agent }) => agent === 'claude-code');
  return (
    <div className="pt-2">
      <Note tone="warn">
        {countOf(sessions.length, 'running session')} began before {since} and {isOne ? 'keeps' : 'keep'} the old state
        {canReload ? ' until /reload-plugins or a new session.' : ' until a new session.'}
        <ul className="pt-0.5 text-small">
          {sessions.slice(0, SHOWN).map(({ agent, session, name, folder, startedAt, isSure }) => (
            <li key={`${agent} ${session}`} className="flex min-w-0 flex-wrap items-baseline gap-x-2">
              <span className="wrap-anywhere">
                <VisibleText text={name ?? session.slice(0, 8)} />
              </span>
              {folder !== undefined && <PathText path={folder} />}
              <span className="text-muted">
                since {new Date(startedAt).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}
                {isSure ? '' : ', if it still runs'}
              </span>
            </li>
          ))}
        </ul>
        {sessions.length > SHOWN && <span className="text-small">and {sessions.length - SHOWN} more</span>}
      </Note>
    </div>
  );
}

import type { CallDetail } from '#contract/history';
import { clockText, decisionWords, durationText, outcomeTitles } from '#renderer/lib/call-words.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { OutcomeShape } from '#renderer/ui/call-outcome.tsx';
import { MarkedText } from '#renderer/ui/marked-text.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

export function Verdict({ call }: { call: CallDetail }) {
  const { time, fraction } = clockText(call.at);
  const date = new Date(call.at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
  const took = call.durationMs === undefined ? '' : `after ${durationText(call.durationMs)}, `;
  return (
    <>
      <p className="flex items-baseline gap-2 pt-3">
        <span className="inline-flex items-baseline gap-1.5 text-title font-semibold">
          <OutcomeShape outcome={call.outcome} />
          {outcomeTitles[call.outcome]}
        </span>
        <span className="min-w-0 truncate text-muted">
          {took}
          {date} {time}
          <span className="text-faint">{fraction}</span>
        </span>
      </p>
      <Decision call={call} />
      <Refused call={call} />
      <Doubt call={call} />
      <Family call={call} />
    </>
  );
}

function Decision({ call }: { call: CallDetail }) {
  const words = decisionWords(call);
  if (words === undefined && call.reason === undefined)
    return <p className="pt-0.5 text-faint">The record does not say who allowed it.</p>;
  return (
    <p className="pt-0.5 wrap-anywhere text-muted">
      {words}
      {call.reason !== undefined && (
        <>
          {words === undefined ? '' : ': '}
          <MarkedText text={call.reason} lines />
        </>
      )}
    </p>
  );
}

/** What the cage refused while the call ran. */
function Refused({ call }: { call: CallDetail }) {
  const refused = call.gatehouse?.refused ?? [];
  if (refused.length === 0) return null;
  return (
    <div className="pt-2">
      <Note tone="warn">
        The cage refused {refused.length === 1 ? 'one attempt' : `${refused.length} attempts`} while it ran:
        <ul className="list-disc pl-4">
          {[...new Set(refused)].map((words) => (
            <li key={words} className="wrap-anywhere">
              <VisibleText text={words} />
            </li>
          ))}
        </ul>
      </Note>
    </div>
  );
}

/** A supplier that is not certain is said, with what it could have been. */
function Doubt({ call }: { call: CallDetail }) {
  if (call.attribution !== 'ambiguous' && call.attribution !== 'unknown') return null;
  return (
    <div className="pt-2">
      <Note tone="warn">
        {call.attribution === 'unknown' ? (
          'Nothing found now or then supplies this name.'
        ) : (
          <>
            More than one could have supplied it: <VisibleText text={call.candidates.join(', ')} />
          </>
        )}
      </Note>
    </div>
  );
}

/** The call it was made by, and those it made. */
function Family({ call }: { call: CallDetail }) {
  if (call.parent === undefined && call.children.length === 0 && call.subAgent === undefined) return null;
  return (
    <p className="flex flex-wrap gap-x-3 pt-1 text-muted">
      {call.subAgent !== undefined && (
        <span>
          by sub-agent <VisibleText text={call.subAgent} />
        </span>
      )}
      {call.parent !== undefined && <CallLink id={call.parent} words="made by another call" />}
      {call.children.slice(0, 8).map((id, index) => (
        <CallLink key={id} id={id} words={call.children.length === 1 ? 'made one call' : `made call ${index + 1}`} />
      ))}
      {call.children.length > 8 && <span>and {call.children.length - 8} more</span>}
    </p>
  );
}

function CallLink({ id, words }: { id: number; words: string }) {
  const { view } = useGatehouse();
  return (
    <button type="button" className="text-accent hover:underline" onClick={() => view.setState({ call: id })}>
      {words}
    </button>
  );
}

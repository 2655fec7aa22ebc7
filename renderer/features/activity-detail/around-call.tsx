import { useStore } from 'zustand';
import type { Call, CallDetail } from '#contract/history';
import { clockText, durationText, supplierOf } from '#renderer/lib/call-words.ts';
import { fieldText } from '#renderer/lib/query-text.ts';
import { countOf } from '#renderer/lib/words.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { OutcomeShape } from '#renderer/ui/call-outcome.tsx';
import { Section } from '#renderer/ui/section.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** What was called just before and after it in the same session. */
export function AroundCall({ call }: { call: CallDetail }) {
  const { history, view } = useGatehouse();
  const around = useStore(history.detail.store, (state) => state.around);
  const total = useStore(history.detail.store, (state) => state.sessionTotal);
  const all = (
    <button
      type="button"
      className="text-accent hover:underline"
      onClick={() => view.setState({ callQuery: fieldText('session', call.session) })}
    >
      all {countOf(total, 'call')}
    </button>
  );
  return (
    <Section title="Session around it" aside={total > 1 ? all : undefined}>
      {around.length < 2 ? (
        <p className="text-small text-faint">It is the only call of its session.</p>
      ) : (
        <ol className="-mx-2">
          {around.map((each) => (
            <Neighbour key={each.id} call={each} isThis={each.id === call.id} />
          ))}
        </ol>
      )}
      {around.length < total && (
        <button type="button" className="text-small text-accent hover:underline" onClick={history.detail.widen}>
          Show more before and after
        </button>
      )}
    </Section>
  );
}

function Neighbour({ call, isThis }: { call: Call; isThis: boolean }) {
  const { view } = useGatehouse();
  const supplier = supplierOf(call);
  return (
    <li>
      <button
        type="button"
        aria-current={isThis ? 'true' : undefined}
        className="grid h-6 w-full grid-cols-[4.25rem_0.75rem_minmax(0,1fr)_4rem] items-center gap-2 rounded-chip px-2 text-left -outline-offset-2 hover:bg-hover aria-[current]:bg-selected"
        onClick={() => view.setState({ call: call.id })}
      >
        <span className="text-small text-muted">{clockText(call.at).time}</span>
        <OutcomeShape outcome={call.outcome} />
        <span className="truncate">
          <span className="sr-only">{call.outcome}: </span>
          <span className="font-mono text-small">
            <VisibleText text={call.tool} />
          </span>{' '}
          {supplier !== undefined && (
            <span className="text-small text-faint">
              <VisibleText text={supplier} />
            </span>
          )}
        </span>
        <span className="text-right text-small text-muted">{durationText(call.durationMs)}</span>
      </button>
    </li>
  );
}

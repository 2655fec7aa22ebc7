import type { Call, PluginUse } from '#contract/history';
import { clockText, durationText } from '#renderer/lib/call-words.ts';
import { countOf } from '#renderer/lib/words.ts';
import { useGatehouse, usePluginUse } from '#renderer/store/gatehouse-context.ts';
import { queryOfPlugin, usePluginCalls } from '#renderer/store/plugin-calls.ts';
import { OutcomeShape } from '#renderer/ui/call-outcome.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { Fact, Facts, Section } from '#renderer/ui/section.tsx';
import { Sparkline } from '#renderer/ui/sparkline.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** What one plugin did: totals, their course, its last calls, and the way to all of them. */
export function PluginActivity({ id }: { id: string }) {
  const use = usePluginUse((state) => state.byId?.get(id));
  const { calls, matched, failure } = usePluginCalls(id);
  if (failure !== undefined)
    return (
      <div className="pt-3">
        <Note tone="danger">
          The history cannot be had: <VisibleText text={failure} />
        </Note>
      </div>
    );
  if (calls === undefined) return null;
  if (calls.length === 0) return <Nothing />;
  return (
    <>
      {use !== undefined && <Totals use={use} matched={matched} />}
      <Section title="Last calls" aside={<All id={id} matched={matched} />}>
        <ol className="-mx-2">
          {calls.map((call) => (
            <LastCall key={call.id} call={call} plugin={id} />
          ))}
        </ol>
      </Section>
    </>
  );
}

function Nothing() {
  return (
    <>
      <p className="pt-3 text-title font-semibold">Never called</p>
      <p className="pt-0.5 text-muted">
        No transcript and no record of Gatehouse holds a call of it. Hooks count where the transcripts show them.
      </p>
    </>
  );
}

function Totals({ use, matched }: { use: PluginUse; matched: number }) {
  const rate = use.calls30 === 0 ? 0 : (use.bad30 / use.calls30) * 100;
  return (
    <Section title="30 days" aside={countOf(use.calls30, 'call')}>
      <div className="text-line-control" role="img" aria-label={`Calls of the last 30 days, ${use.calls30} in all`}>
        <Sparkline values={use.days} className="h-10 w-full" />
      </div>
      <div className="flex justify-between pb-1 text-label text-faint" aria-hidden="true">
        <span>30 days ago</span>
        <span>today</span>
      </div>
      <Facts>
        <Fact name="Last used">{new Date(use.lastUsed).toLocaleString('en-GB')}</Fact>
        <Fact name="7 days">{countOf(use.calls7, 'call')}</Fact>
        <Fact name="Failed, denied">
          {use.bad30.toLocaleString('en')} of {use.calls30.toLocaleString('en')}
          {use.calls30 > 0 && <span className="text-muted"> · {rate.toFixed(rate < 10 ? 1 : 0)} %</span>}
        </Fact>
        <Fact name="In all">{countOf(matched, 'call')}</Fact>
      </Facts>
    </Section>
  );
}

function All({ id, matched }: { id: string; matched: number }) {
  const { view } = useGatehouse();
  return (
    <button
      type="button"
      className="text-accent hover:underline"
      onClick={() => view.setState({ screen: 'activity', callQuery: queryOfPlugin(id), call: null })}
    >
      all {countOf(matched, 'call')}
    </button>
  );
}

function LastCall({ call, plugin }: { call: Call; plugin: string }) {
  const { view } = useGatehouse();
  const day = new Date(call.at).toLocaleDateString('en-GB', { day: '2-digit', month: 'short' });
  return (
    <li>
      <button
        type="button"
        className="grid h-6 w-full grid-cols-[6.75rem_0.75rem_minmax(0,1fr)_4rem] items-center gap-2 rounded-chip px-2 text-left -outline-offset-2 hover:bg-hover"
        onClick={() => view.setState({ screen: 'activity', callQuery: queryOfPlugin(plugin), call: call.id })}
      >
        <span className="text-small whitespace-nowrap text-muted">
          {day} {clockText(call.at).time}
        </span>
        <OutcomeShape outcome={call.outcome} />
        <span className="truncate font-mono text-small">
          <span className="sr-only">{call.outcome}: </span>
          <VisibleText text={call.tool} />
        </span>
        <span className="text-right text-small text-muted">{durationText(call.durationMs)}</span>
      </button>
    </li>
  );
}

import type { BulkMember, LeftOut } from '#contract/changes';
import { parsePluginId } from '#contract/plugin-id';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { agentShortNames, countOf, layerNames, stateWords } from '#renderer/lib/words.ts';
import { LongList } from '#renderer/ui/long-list.tsx';
import { StateShape } from '#renderer/ui/state-word.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** Rows of a list that is shown whole; longer ones scroll. */
const SHOWN = 5;
const ROW_REM = 1.5;

/** Who is switched, from what to what. */
export function MemberList({ members }: { members: readonly BulkMember[] }) {
  return (
    <Listed title={countOf(members.length, 'plugin')} count={members.length}>
      {(index) => {
        const member = members[index];
        return member === undefined ? null : <Member member={member} />;
      }}
    </Listed>
  );
}

function Member({ member }: { member: BulkMember }) {
  const { id, name, from, enable, scope } = member;
  const to = enable ? 'enabled' : 'disabled';
  return (
    <Row id={id} name={name}>
      <span className="flex w-24 flex-none items-center gap-1.5 text-muted">
        <StateShape shape={from} />
        {stateWords[from]}
      </span>
      <span className="flex w-24 flex-none items-center gap-1.5">
        <span className="sr-only">to</span>
        <StateShape shape={to} />
        {stateWords[to]}
      </span>
      <span className="w-14 flex-none text-right text-small text-muted">{layerNames[scope]}</span>
    </Row>
  );
}

/** Who is not, and why: first what could not be, then what is so already. */
export function LeftOutList({ leftOut }: { leftOut: readonly LeftOut[] }) {
  if (leftOut.length === 0) return null;
  const sorted = leftOut.toSorted((a, b) => Number(a.code === 'already') - Number(b.code === 'already'));
  return (
    <Listed title={`${leftOut.length.toLocaleString('en')} left out`} count={sorted.length}>
      {(index) => {
        const each = sorted[index];
        if (each === undefined) return null;
        return (
          <Row id={each.id} name={each.name}>
            <span className="w-[62%] flex-none truncate text-small text-muted" title={visibleString(each.reason)}>
              {visibleString(each.reason)}
            </span>
          </Row>
        );
      }}
    </Listed>
  );
}

interface ListedProps {
  title: string;
  count: number;
  children: (index: number) => React.ReactNode;
}

function Listed({ title, count, children }: ListedProps) {
  return (
    <section aria-label={title}>
      <h3 className="pb-1 text-small font-semibold">{title}</h3>
      <div style={{ height: `${Math.min(count, SHOWN + 0.5) * ROW_REM}rem` }}>
        <LongList count={count} label={title} rowRem={ROW_REM} className="h-full" row={children} />
      </div>
    </section>
  );
}

function Row({ id, name, children }: { id: string; name: string; children: React.ReactNode }) {
  const agent = parsePluginId(id)?.agent;
  return (
    <span className="flex h-6 w-full items-center gap-2">
      <span className="min-w-0 flex-1 truncate">
        <VisibleText text={name} />
        <span className="pl-[7px] text-small text-faint">{agent === undefined ? '' : agentShortNames[agent]}</span>
      </span>
      {children}
    </span>
  );
}

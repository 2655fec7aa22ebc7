import { useStore } from 'zustand';
import type { CallDetail } from '#contract/history';
import type { PermissionWhy, WantedRule } from '#contract/permissions';
import type { Effect, Rule } from '#contract/policy';
import { decidedWords, isRuleOf, ruleAbout } from '#renderer/lib/permission-words.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { ruleLock } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse, useInventory } from '#renderer/store/gatehouse-context.ts';
import { select } from '#renderer/store/view.ts';
import { EffectControl } from '#renderer/ui/effect-control.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { Section } from '#renderer/ui/section.tsx';
import { UndoLine } from '#renderer/ui/undo-line.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

type About = NonNullable<PermissionWhy['about']>;

/** What decides such a call now, and the way to change that here. */
export function CallRule({ call }: { call: CallDetail }) {
  const asked = useStore(useGatehouse().permissions.store, (state) =>
    state.why?.call === call.id ? state.why : undefined,
  );
  if (asked?.failure !== undefined) {
    return (
      <Section title="The next such call">
        <Note tone="danger">What decides it could not be told: {visibleString(asked.failure)}</Note>
      </Section>
    );
  }
  const why = asked?.why;
  if (why?.about === undefined || why.now === undefined) return null;
  return (
    <Section title="The next such call" aside={<Open about={why.about} />}>
      <p className="wrap-anywhere text-muted">
        would be <span className="font-semibold text-fg">{decidedWords[why.now.effect]}</span>:{' '}
        <VisibleText text={why.now.reason} />
        <Gone why={why} />
      </p>
      <Reach why={why} />
      <Change about={why.about} why={why} />
      <LastChange />
    </Section>
  );
}

/** The rule that decided then, when it is not there any more. */
function Gone({ why: { recorded, rules } }: { why: PermissionWhy }) {
  const id = recorded?.rule;
  if (id === undefined || rules.some((rule) => rule.id === id)) return null;
  return <> Rule {id}, which decided this call, is gone.</>;
}

/** Rules count only where Gatehouse stands between. */
function Reach({ why: { isGuarded, recorded } }: { why: PermissionWhy }) {
  if (isGuarded) return null;
  return (
    <div className="pt-1.5">
      <Note tone="warn">
        {recorded === undefined ? 'This call did not pass through Gatehouse: ' : ''}the agent starts the server by
        itself now, so no rule counts until it is guarded.
      </Note>
    </div>
  );
}

function Change({ about, why }: { about: About; why: PermissionWhy }) {
  const { permissions } = useGatehouse();
  const lock = useConnection(ruleLock);
  const { now, rules } = why;
  if (now === undefined || now.by === 'held' || now.by === 'unlisted') return null;
  const deciding = now.by === 'rule' ? rules.find(({ id }) => id === now.rule) : undefined;
  const place = { ...about, folder: null };
  const isOwn = deciding !== undefined && isRuleOf(deciding, place);
  // A denial comes before every other rule: a new one beside it would change nothing.
  const edited = isOwn || deciding?.effect === 'deny' ? deciding : undefined;
  const what = edited === undefined ? about.tool : ruleAbout(edited, about.plugin);
  const managed = now.by === 'system' ? 'Managed: the policy of this machine decides it.' : undefined;
  const pick = (effect: Effect) =>
    void permissions.setRule(wanted(about, edited, effect), `${what} is ${decidedWords[effect]} now.`);
  return (
    <div className="flex min-h-(--row) items-center gap-2 pt-1.5">
      <span className="min-w-0 flex-1 wrap-anywhere text-small">
        <span className="font-mono">
          <VisibleText text={what} />
        </span>{' '}
        <span className="text-faint">{edited === undefined ? 'in every project' : `your rule ${edited.id}`}</span>
      </span>
      <EffectControl
        label={`Calls of ${visibleString(what)}`}
        value={now.effect}
        isOwn={edited !== undefined}
        lockedBy={lock ?? managed}
        onPick={pick}
      />
    </div>
  );
}

function wanted({ plugin, server, tool }: About, edited: Rule | undefined, effect: Effect): WantedRule {
  if (edited === undefined) return { effect, plugin, server, tool };
  const { id: _id, at: _at, reason: _reason, ...same } = edited;
  return { ...same, effect };
}

/** To all rules of its plugin, where the list knows it. */
function Open({ about }: { about: About }) {
  const { view } = useGatehouse();
  const isKnown = useInventory((state) => state.byId.has(about.plugin));
  if (!isKnown) return null;
  return (
    <button
      type="button"
      className="text-accent hover:underline"
      onClick={() => {
        view.setState({ screen: 'permissions', tab: 'permissions' });
        select(view, about.plugin, { inspect: true });
      }}
    >
      all its rules
    </button>
  );
}

function LastChange() {
  const { permissions } = useGatehouse();
  const { undo, failure, isWriting } = useStore(permissions.store);
  return (
    <UndoLine
      words={undo?.words}
      failure={failure}
      isBusy={isWriting}
      onUndo={() => void undo?.take()}
      onDismiss={permissions.forgetUndo}
    />
  );
}

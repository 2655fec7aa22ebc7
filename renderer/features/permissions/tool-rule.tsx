import type { PermissionsView, ServerPermissions } from '#contract/permissions';
import type { Effect, Rule } from '#contract/policy';
import { decidedWords, isRuleOf, type RulePlace } from '#renderer/lib/permission-words.ts';
import { ruleLock } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { EffectControl } from '#renderer/ui/effect-control.tsx';

interface RuleControlProps {
  place: RulePlace;
  label: string;
  value: Effect | undefined;
  own: Rule | undefined;
  /** Why only something else could change it. */
  blockedBy?: string | undefined;
}

/** Sets a rule about exactly one place. */
export function RuleControl({ place, label, value, own, blockedBy }: RuleControlProps) {
  const { permissions } = useGatehouse();
  const lock = useConnection(ruleLock);
  const pick = (effect: Effect) => {
    const { plugin, server, tool, folder } = place;
    void permissions.setRule(
      {
        ...{ effect, plugin, server },
        ...(tool === undefined ? {} : { tool }),
        ...(folder === null ? {} : { project: folder }),
      },
      `${tool ?? `Every tool of ${server}`} is ${decidedWords[effect]} now.`,
    );
  };
  return (
    <EffectControl label={label} value={value} isOwn={own !== undefined} lockedBy={lock ?? blockedBy} onPick={pick} />
  );
}

/** The words of a rule of one's own, and its end. */
export function OwnRule({ rule, what }: { rule: Rule; what: string }) {
  const { permissions } = useGatehouse();
  const lock = useConnection(ruleLock);
  return (
    <>
      your rule {rule.id}
      {rule.project !== undefined && ', in this project'}
      {lock === undefined && (
        <>
          {' · '}
          <button
            type="button"
            className="text-accent hover:underline"
            onClick={() => void permissions.removeRule(rule, `Rule ${rule.id} about ${what} is gone.`)}
          >
            Remove<span className="sr-only"> rule {rule.id}</span>
          </button>
        </>
      )}
    </>
  );
}

/** The rule about all tools of a server; single ones are stricter or looser by their own. */
export function EveryTool({ view, server }: { view: PermissionsView; server: ServerPermissions }) {
  const place = { plugin: view.plugin, server: server.server, tool: undefined, folder: view.folder };
  const own = view.rules.find((rule) => isRuleOf(rule, place));
  const name = `Every tool of ${server.server}`;
  return (
    <li className="grid min-h-(--row) grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 border-b border-line">
      <span className="text-small">
        Every tool{' '}
        <span className="text-faint">
          {own === undefined ? '· no rule of its own' : <OwnRule rule={own} what={name.toLowerCase()} />}
        </span>
      </span>
      <RuleControl place={place} label={name} value={own?.effect} own={own} />
    </li>
  );
}

import type { PermissionsView } from '#contract/permissions';
import type { Rule } from '#contract/policy';
import { classPhrases, ruleAbout } from '#renderer/lib/permission-words.ts';
import { ruleLock } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { EffectWord } from '#renderer/ui/effect-word.tsx';
import { Section } from '#renderer/ui/section.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** Every rule that speaks of this plugin, and what counts without one. */
export function RuleList({ view }: { view: PermissionsView }) {
  const { plugin, agent, rules, system, defaults, isStrict } = view;
  const speaks = (rule: Rule) =>
    (rule.plugin === undefined || rule.plugin === plugin) && (rule.agent === undefined || rule.agent === agent);
  const own = rules.filter(speaks);
  const managed = system.filter(speaks);
  const kinds = (['reads', 'writes', 'unknown'] as const).filter((kind) => defaults[kind] !== 'allow');
  return (
    <Section title="Rules that speak of it" aside={own.length + managed.length}>
      <ul aria-label="Rules that speak of it">
        {managed.map((rule) => (
          <Line key={`system ${rule.id}`} rule={rule} plugin={plugin} isManaged />
        ))}
        {own.map((rule) => (
          <Line key={rule.id} rule={rule} plugin={plugin} isManaged={false} />
        ))}
      </ul>
      <p className="pt-1 text-small text-muted">
        {kinds.length === 0
          ? 'Where no rule speaks, every tool is allowed.'
          : `Where no rule speaks, tools are allowed; but ${kinds.map((kind) => `${classPhrases[kind]}: ${defaults[kind]}`).join('; ')}.`}{' '}
        {isStrict
          ? 'Tools wait for a yes at first sight too.'
          : 'Tools are accepted at first sight; changed ones are held.'}
      </p>
    </Section>
  );
}

function Line({ rule, plugin, isManaged }: { rule: Rule; plugin: string; isManaged: boolean }) {
  const { permissions } = useGatehouse();
  const lock = useConnection(ruleLock);
  const about = ruleAbout(rule, plugin);
  return (
    <li className="grid min-h-(--row) grid-cols-[2.25rem_3.25rem_minmax(0,1fr)_auto] items-baseline gap-x-2 border-b border-line py-0.5 text-small last:border-0">
      <span className="truncate text-muted">{rule.id}</span>
      <EffectWord effect={rule.effect} />
      <span className="wrap-anywhere">
        <VisibleText text={about} />
        {rule.reason !== undefined && (
          <span className="text-muted">
            {' '}
            – <VisibleText text={rule.reason} />
          </span>
        )}
      </span>
      {isManaged ? (
        <span className="text-muted">managed</span>
      ) : (
        lock === undefined && (
          <button
            type="button"
            className="text-accent hover:underline"
            onClick={() => void permissions.removeRule(rule, `Rule ${rule.id} about ${about} is gone.`)}
          >
            Remove<span className="sr-only"> rule {rule.id}</span>
          </button>
        )
      )}
    </li>
  );
}

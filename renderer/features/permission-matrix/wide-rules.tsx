import type { PermissionMatrix } from '#contract/permissions';
import { type AgentId, agentIds } from '#contract/plugin-id';
import { type Rule, toolClasses } from '#contract/policy';
import { classPhrases, decidedWords } from '#renderer/lib/permission-words.ts';
import { agentNames } from '#renderer/lib/words.ts';
import { ruleLock } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { EffectControl } from '#renderer/ui/effect-control.tsx';

/** What counts for each class of tools where no rule speaks. */
export function DefaultsRow({ matrix }: { matrix: PermissionMatrix }) {
  const { permissions } = useGatehouse();
  const lock = useConnection(ruleLock);
  return (
    <tr className="not-narrow-row">
      <th scope="row" className="truncate pl-4 text-left font-normal text-muted">
        Where no rule speaks
      </th>
      <td className="not-narrow" />
      {toolClasses.map((kind) => (
        <td key={kind}>
          <EffectControl
            label={`Where no rule speaks: ${classPhrases[kind]}`}
            value={matrix.defaults[kind]}
            isOwn={matrix.defaults[kind] !== 'allow'}
            lockedBy={lock}
            onPick={(effect) =>
              void permissions.setDefault(
                ...[kind, effect, matrix.defaults[kind]],
                `Where no rule speaks, ${classPhrases[kind]} are ${decidedWords[effect]} now.`,
              )
            }
          />
        </td>
      ))}
      <td className="not-narrow" />
      <td />
    </tr>
  );
}

/** A rule about everything one agent calls; agents without a server here are left out. */
export function AgentRows({ matrix }: { matrix: PermissionMatrix }) {
  return agentIds
    .filter((agent) => matrix.rows.some((row) => row.agent === agent))
    .map((agent) => <AgentRow key={agent} agent={agent} rule={matrix.rules.find((rule) => isAbout(rule, agent))} />);
}

function isAbout({ plugin, server, tool, project, agent }: Rule, wanted: AgentId): boolean {
  return agent === wanted && [plugin, server, tool, project].every((each) => each === undefined);
}

function AgentRow({ agent, rule }: { agent: AgentId; rule: Rule | undefined }) {
  const { permissions } = useGatehouse();
  const lock = useConnection(ruleLock);
  const name = agentNames[agent];
  return (
    <tr className="not-narrow-row">
      <th scope="row" className="truncate pl-4 text-left font-normal text-muted">
        Every call of {name}
      </th>
      <td className="not-narrow" />
      <td colSpan={3}>
        <span className="inline-flex items-center gap-2 text-small text-faint">
          <EffectControl
            label={`Every call of ${name}`}
            value={rule?.effect}
            isOwn={rule !== undefined}
            lockedBy={lock}
            onPick={(effect) =>
              void permissions.setRule({ effect, agent }, `Every call of ${name} is ${decidedWords[effect]} now.`)
            }
          />
          {rule === undefined ? (
            'no rule'
          ) : (
            <>
              your rule {rule.id}
              {lock === undefined && (
                <button
                  type="button"
                  className="text-accent hover:underline"
                  onClick={() =>
                    void permissions.removeRule(rule, `Rule ${rule.id} about every call of ${name} is gone.`)
                  }
                >
                  Remove<span className="sr-only"> rule {rule.id}</span>
                </button>
              )}
            </>
          )}
        </span>
      </td>
      <td className="not-narrow" />
      <td />
    </tr>
  );
}

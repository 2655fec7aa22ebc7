import { mustNotBeForced } from '#app/permission-source';
import { agentIds } from '#contract/plugin-id';
import { type Effect, effects, type Rule, toolClasses } from '#contract/policy';
import { type Flags, oneOf, UsageError } from './arguments.ts';
import type { PolicyAction, PolicyActions } from './commands/policy.ts';
import { aboutText, capital, listText } from './policy-text.ts';

/** Rules and what counts without them. */
export const ruleActions: PolicyActions = {
  async list({ permissions, done }) {
    const found = permissions.read();
    return done(found, listText(found));
  },
  allow: (action) => setRule(action, 'allow'),
  ask: (action) => setRule(action, 'ask'),
  deny: (action) => setRule(action, 'deny'),
  async remove({ permissions, one, agreed, done, refused }) {
    const id = one('rule');
    const rule = permissions.read().rules.find((each) => each.id === id);
    const isLoosening = rule !== undefined && rule.effect !== 'allow';
    if (isLoosening && !(await agreed(`Remove the rule to ${rule.effect} ${aboutText(rule)}?`))) return refused();
    return done({ removed: await permissions.removeRule(id) }, `Rule ${id} is gone.`);
  },
  async default({ permissions, operands, agreed, done, refused }) {
    const [kind, effect, ...rest] = operands;
    const wantedKind = oneOf('class', kind, toolClasses);
    const wanted = oneOf('effect', effect, effects);
    if (wantedKind === undefined || wanted === undefined || rest.length > 0) {
      throw new UsageError(`Write "policy default ${toolClasses.join('|')} ${effects.join('|')}".`);
    }
    const isStricter = effects.indexOf(wanted) > effects.indexOf(permissions.read().defaults[wantedKind]);
    if (!isStricter && !(await agreed(`Let "${wantedKind}" be ${wanted} where no rule speaks?`))) return refused();
    await permissions.setDefault(wantedKind, wanted);
    return done({ default: { [wantedKind]: wanted } }, `Where no rule speaks, "${wantedKind}" is ${wanted} now.`);
  },
  async strict({ permissions, one, agreed, done, refused }) {
    const wanted = oneOf('strict', one('word, on or off'), ['on', 'off']);
    if (wanted === 'off' && !(await agreed('Let tools be accepted at first sight?'))) return refused();
    await permissions.setStrict(wanted === 'on');
    return done({ strict: wanted === 'on' }, `Strict is ${wanted}.`);
  },
};

async function setRule({ core, permissions, operands, flags, agreed, done, refused }: PolicyAction, effect: Effect) {
  const wanted = ruleFrom(effect, operands, flags);
  if (wanted.plugin !== undefined) await core.describe(wanted.plugin, flags.project ?? null);
  permissions.read();
  mustNotBeForced({ data: core.data }, wanted);
  if (effect !== 'deny' && !(await agreed(`${capital(effect)} ${aboutText(wanted)}?`))) return refused();
  const rule = await permissions.setRule(wanted);
  return done({ rule }, `Rule ${rule.id}: ${rule.effect} ${aboutText(rule)}.`);
}

function ruleFrom(effect: Effect, operands: readonly string[], flags: Flags): Omit<Rule, 'id'> {
  const [plugin, ...rest] = operands;
  if (rest.length > 0) throw new UsageError('Name at most one plugin.');
  const agent = oneOf('agent', flags.agent, agentIds);
  const { server, tool, project, reason } = flags;
  return {
    effect,
    ...(plugin === undefined ? {} : { plugin }),
    ...(server === undefined ? {} : { server }),
    ...(tool === undefined ? {} : { tool }),
    ...(agent === undefined ? {} : { agent }),
    ...(project === undefined ? {} : { project }),
    ...(reason === undefined ? {} : { reason }),
  };
}

import { asArray, asRecord } from '#agents/shapes';
import type { ExplicitSource, Observation } from '#agents/transcript';
import { endFact, isCopy, madeId, type Rollout, startFact } from './rollout-facts.ts';
import { present, textField } from './rollout-fields.ts';
import type { RolloutRecord } from './rollout-record.ts';

/**
 * Skills the user named: Codex puts each before the model as a user message of its own,
 * `<skill>\n<name>…</name>\n<path>…</path>\n…` (openai/codex: codex-rs/core/src/contextual_user_message). A skill the
 * model chose by itself shows only as a command that reads SKILL.md, and is counted as that command.
 */
export function usedSkills(rollout: Rollout, record: RolloutRecord): readonly Observation[] {
  const { payload } = record;
  if (payload['role'] !== 'user') return [];
  // Ids are made from the place, and a copy stands in another place.
  const own = textField(payload, 'id');
  if (own === undefined && isCopy(rollout, record)) return [];
  const id = own === undefined ? madeId(record) : `gatehouse:${own}`;
  return (asArray(payload['content']) ?? []).flatMap((block, index) => {
    const skill = skillOf(textField(asRecord(block), 'text') ?? '');
    if (skill === undefined) return [];
    const callId = index === 0 ? id : `${id}:${index}`;
    const args = { format: 'json', text: JSON.stringify(skill) } as const;
    const explicit = sourceOf(skill);
    return [
      startFact(rollout, record, { callId, type: 'skill', name: skill.name, args, explicit }),
      endFact(rollout, record, { callId, outcome: 'ok', rank: 1 }),
    ];
  });
}

interface UsedSkill {
  name: string;
  path?: string;
}

function skillOf(text: string): UsedSkill | undefined {
  const [, name, path] =
    /^<skill>\s*<name>([^<>\n]{1,300})<\/name>\s*(?:<path>([^<>\n]{1,4096})<\/path>)?/.exec(text) ?? [];
  return name === undefined ? undefined : present({ name, path });
}

/** `plugin:skill`, and the folder of an installed plugin: `plugins/cache/<marketplace>/<plugin>/<version>/`. */
function sourceOf({ name, path = '' }: UsedSkill): ExplicitSource {
  const [, marketplace, plugin, version] =
    /[\\/]plugins[\\/]cache[\\/]([\w-]+)[\\/]([\w-]+)[\\/]([^\\/]+)[\\/]/.exec(path) ?? [];
  const pluginName = name.includes(':') ? name.slice(0, name.indexOf(':')) : undefined;
  const pluginId = plugin === undefined ? undefined : `${plugin}@${marketplace}`;
  return present({ skill: name, pluginId, pluginName, version });
}

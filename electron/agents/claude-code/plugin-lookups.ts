import { pluginId } from '#contract/plugin-id';
import type { ClaudeFacts } from './claude-facts.ts';
import { dependencyIds } from './dependencies.ts';
import type { LocatedPlugin } from './located-plugins.ts';
import { packageOf } from './plugin-rows.ts';
import { spokenOf } from './plugin-switch.ts';

/** Answers about plugins that many switches of one moment share; each list is made when it is first asked for. */
export interface PluginLookups {
  byId(id: string): LocatedPlugin | undefined;
  /** Those that are on and need the one of this name. */
  dependents(own: string): readonly LocatedPlugin[];
}

export function pluginLookups(facts: ClaudeFacts): PluginLookups {
  let located: Map<string, LocatedPlugin> | undefined;
  let needing: Map<string, LocatedPlugin[]> | undefined;
  return {
    byId(id) {
      // The first of two that encode to one id counts.
      located ??= new Map(facts.plugins.toReversed().map((each) => [pluginId('claude-code', each.own), each]));
      return located.get(id);
    },
    dependents(own) {
      needing ??= dependentsByName(facts);
      return needing.get(own) ?? [];
    },
  };
}

function dependentsByName(facts: ClaudeFacts): Map<string, LocatedPlugin[]> {
  const on = facts.plugins.filter((each) => spokenOf(facts.settings, each)[0]?.value === true);
  const pairs = on.flatMap((each) => dependencyIds(each, packageOf(facts, each)).map((id) => ({ id, each })));
  const byName = Map.groupBy(pairs, ({ id }) => id);
  return new Map([...byName].map(([id, found]) => [id, [...new Set(found.map(({ each }) => each))]]));
}

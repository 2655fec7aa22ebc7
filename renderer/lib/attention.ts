import { attentionRank } from '#contract/attention';
import type { Plugin, Problem } from '#contract/plugin';
import { problemWords } from './problem-words.ts';
import { layerNames } from './words.ts';

const severityRank: Record<Problem['severity'], number> = { error: 0, warning: 1, info: 2 };

export { attentionRank };

export function worstProblem(plugin: Plugin): Problem | undefined {
  return plugin.problems.toSorted((a, b) => severityRank[a.severity] - severityRank[b.severity])[0];
}

export function bySeverity(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => severityRank[a.severity] - severityRank[b.severity]);
}

/** What the Why column says, and whether it is worth full ink. */
export interface Why {
  text: string;
  full: string;
  isQuiet: boolean;
}

/** The worst problem, else the scope that won and what it overruled. */
export function whyOf(plugin: Plugin): Why {
  const worst = worstProblem(plugin);
  const { decidedBy } = plugin.effective;
  const over = overruled(plugin);
  const scope = layerNames[decidedBy.scope];
  if (worst !== undefined && worst.severity !== 'info') {
    if (worst.code === 'scope-conflict' && over !== undefined)
      return { text: `${scope} over ${over}`, full: worst.message, isQuiet: false };
    const more = plugin.problems.filter((each) => each.severity !== 'info').length - 1;
    return { text: problemWords(worst) + (more > 0 ? ` +${more}` : ''), full: worst.message, isQuiet: false };
  }
  if (over === undefined) return { text: scope.toLowerCase(), full: decidedBy.reason, isQuiet: true };
  return { text: `${scope} over ${over}`, full: decidedBy.reason, isQuiet: attentionRank(plugin) === undefined };
}

function overruled(plugin: Plugin): string | undefined {
  const { layers } = plugin.effective;
  const winner = layers.findIndex((layer) => layer.wins);
  const loser = layers.slice(winner + 1).find((layer) => spokeAgainst(layer, layers[winner]?.value));
  return winner < 0 || loser === undefined ? undefined : layerNames[loser.scope].toLowerCase();
}

function spokeAgainst(layer: Plugin['effective']['layers'][number], value: string | undefined): boolean {
  return layer.scope !== 'default' && layer.note === undefined && layer.value !== '' && layer.value !== value;
}

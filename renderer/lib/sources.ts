import type { Plugin, Problem } from '#contract/plugin';
import { countOf, layerNames, stateWords } from './words.ts';

/** One witness of a row's state, and whether it fits what the others say. */
export interface Source {
  name: string;
  says: string;
  agrees: boolean;
}

const manifestCodes = /^(manifest|manifests|component|path|server-invalid|hostile-name)/;
const recordCodes = new Set(['cached-not-recorded', 'not-recorded-here', 'enabled-not-installed', 'record-invalid']);

/** What settings, installed copies, disk and definition say, side by side. Only witnesses that exist for the kind. */
export function sourcesOf(plugin: Plugin): Source[] {
  return [settings(plugin), ...installed(plugin), ...disk(plugin), definition(plugin), outcome(plugin)];
}

function settings(plugin: Plugin): Source {
  const winner = plugin.effective.layers.find((layer) => layer.wins);
  const conflict = has(
    plugin,
    (problem) => problem.code === 'scope-conflict' || problem.code === 'switch-has-no-effect',
  );
  const scope = layerNames[plugin.effective.decidedBy.scope].toLowerCase();
  const word = plugin.effective.enabled ? 'on' : 'off';
  const silent = winner === undefined || winner.scope === 'default';
  const says = silent ? `none decides, ${word} by default` : `${word}, ${scope} decides`;
  return { name: 'Settings', says: conflict ? `${says}; others disagree` : says, agrees: !conflict };
}

function installed(plugin: Plugin): Source[] {
  if (plugin.kind !== 'plugin') return [];
  const wrong = plugin.problems.find((problem) => recordCodes.has(problem.code));
  const scopes = [...new Set(plugin.installs.map((install) => install.scope))].join(', ');
  const says =
    plugin.installs.length === 0
      ? 'nothing installed'
      : `${countOf(plugin.installs.length, 'copy', 'copies')}, ${scopes} scope`;
  const notes: Record<string, string> = {
    'cached-not-recorded': 'no record of it',
    'not-recorded-here': `${says}, not for this project`,
    'record-invalid': 'does not parse',
  };
  return [
    {
      name: 'Installed',
      says: (wrong && notes[wrong.code]) ?? says,
      agrees: wrong === undefined && plugin.installs.length > 0,
    },
  ];
}

function disk(plugin: Plugin): Source[] {
  if (plugin.installs.length === 0) return [];
  const gone = plugin.installs.filter((install) => !install.exists).length;
  const says =
    gone === 0
      ? 'there'
      : gone === plugin.installs.length
        ? 'not there'
        : `${countOf(gone, 'copy', 'copies')} not there`;
  return [{ name: 'On disk', says, agrees: gone === 0 }];
}

function definition(plugin: Plugin): Source {
  const wrong = plugin.problems.filter((problem) => manifestCodes.test(problem.code) && problem.severity !== 'info');
  const name = plugin.kind === 'plugin' ? 'Manifest' : 'Definition';
  const unread = plugin.effective.state === 'missing' && plugin.installs.every((install) => !install.exists);
  if (unread) return { name, says: 'nothing to read', agrees: false };
  return {
    name,
    says: wrong.length === 0 ? 'reads well' : countOf(wrong.length, 'problem'),
    agrees: wrong.length === 0,
  };
}

function outcome(plugin: Plugin): Source {
  const { state, enabled } = plugin.effective;
  const agrees = (state === 'enabled') === enabled && state !== 'broken' && state !== 'missing';
  const list = enabled ? 'lists it as on' : 'lists it as off';
  return { name: 'The agent', says: agrees ? list : `${list}, but it is ${stateWords[state].toLowerCase()}`, agrees };
}

function has(plugin: Plugin, test: (problem: Problem) => boolean): boolean {
  return plugin.problems.some(test);
}

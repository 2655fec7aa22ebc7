import { type ByName, byNames } from './change-words.ts';
import { type ViewName, viewNames } from './filter.ts';
import { type GroupName, groupNames } from './groups.ts';
import { type LogFilter, logFilters } from './log-search.ts';

export const sortKeys = [
  'name',
  'state',
  'why',
  'agent',
  'hooks',
  'mcp',
  'skills',
  'commands',
  'agents',
  'version',
  'used',
  'calls',
] as const;
export type SortKey = (typeof sortKeys)[number];
export interface Sort {
  key: SortKey;
  descending: boolean;
}

export const screenNames = ['plugins', 'activity', 'changes', 'running', 'secrets', 'permissions', 'settings'] as const;
export type ScreenName = (typeof screenNames)[number];

/** What the inspector of a plugin shows. */
export const tabNames = ['overview', 'can-run', 'servers', 'permissions', 'secrets', 'activity', 'files'] as const;
export type TabName = (typeof tabNames)[number];

/** Everything a link brings back. `sort` undefined is the order by need. */
export interface UrlState {
  screen: ScreenName;
  project: string | null;
  query: string;
  view: ViewName;
  selected: string | null;
  inspector: boolean;
  tab: TabName;
  /** The file that is open in the tab Files, absolute; null: the tree. */
  file: string | null;
  /** Its line that is shown, from 1. */
  fileLine: number | null;
  /** The row of the journal that is open. */
  change: string | null;
  /** Whose changes are shown. */
  changeBy: ByName;
  /** Words that are looked for in the changes. */
  changeQuery: string;
  /** In the language of the history. */
  callQuery: string;
  /** The call that is open. */
  call: number | null;
  /** The server whose log is open, by the id of its run. */
  run: string | null;
  logQuery: string;
  logFilter: LogFilter;
  /** New calls wait above the list instead of entering it. */
  isPaused: boolean;
  sort: Sort | undefined;
  folded: readonly GroupName[];
  /** Filter of the Rules screen. */
  ruleQuery: string;
}

export const startState: UrlState = {
  screen: 'plugins',
  project: null,
  query: '',
  view: 'all',
  selected: null,
  inspector: false,
  tab: 'overview',
  file: null,
  fileLine: null,
  change: null,
  changeBy: 'all',
  changeQuery: '',
  callQuery: '',
  call: null,
  run: null,
  logQuery: '',
  logFilter: 'all',
  isPaused: false,
  sort: undefined,
  folded: ['disabled'],
  ruleQuery: '',
};

/** Unknown values fall back to the start state, never fail. */
export function readUrlState(search: string): UrlState {
  const params = new URLSearchParams(search);
  const selected = params.get('sel');
  const folded = params.get('folded');
  return {
    screen: screenNames.find((name) => name === params.get('screen')) ?? 'plugins',
    project: params.get('project'),
    query: params.get('q') ?? '',
    view: viewNames.find((name) => name === params.get('view')) ?? 'all',
    selected,
    inspector: selected !== null && params.get('inspector') !== 'closed',
    tab: tabNames.find((name) => name === params.get('tab')) ?? 'overview',
    file: params.get('file'),
    fileLine: readLine(params.get('line')),
    change: params.get('change'),
    changeBy: byNames.find((name) => name === params.get('by')) ?? 'all',
    changeQuery: params.get('changes') ?? '',
    callQuery: params.get('calls') ?? '',
    call: readCall(params.get('call')),
    run: params.get('run'),
    logQuery: params.get('log') ?? '',
    logFilter: logFilters.find((name) => name === params.get('lines')) ?? 'all',
    isPaused: params.get('paused') === 'yes',
    sort: readSort(params.get('sort')),
    folded: folded === null ? startState.folded : groupNames.filter((name) => folded.split(',').includes(name)),
    ruleQuery: params.get('rules') ?? '',
  };
}

/** Only what differs from the start; parameters that are not ours (such as `theme`) stay. */
export function writeUrlState(state: UrlState, search: string): string {
  const params = new URLSearchParams(search);
  const put = (name: string, value: string | null | undefined) =>
    value === null || value === undefined || value === '' ? params.delete(name) : params.set(name, value);
  put('screen', state.screen === 'plugins' ? null : state.screen);
  put('project', state.project);
  put('q', state.query);
  put('view', state.view === 'all' ? null : state.view);
  put('sel', state.selected);
  put('inspector', state.selected !== null && !state.inspector ? 'closed' : null);
  put('tab', state.tab === 'overview' ? null : state.tab);
  put('file', state.tab === 'files' ? state.file : null);
  put('line', state.tab === 'files' && state.file !== null && state.fileLine !== null ? String(state.fileLine) : null);
  put('change', state.change);
  put('by', state.changeBy === 'all' ? null : state.changeBy);
  put('changes', state.changeQuery);
  put('calls', state.callQuery);
  put('call', state.call === null ? null : String(state.call));
  put('run', state.run);
  put('log', state.logQuery);
  put('lines', state.logFilter === 'all' ? null : state.logFilter);
  put('paused', state.isPaused ? 'yes' : null);
  put('sort', state.sort && `${state.sort.descending ? '-' : ''}${state.sort.key}`);
  put('rules', state.ruleQuery);
  params.delete('folded');
  if (state.folded.join() !== startState.folded.join()) params.set('folded', state.folded.join() || 'none');
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

function readSort(text: string | null): Sort | undefined {
  const key = sortKeys.find((each) => each === text?.replace(/^-/, ''));
  return key === undefined ? undefined : { key, descending: text?.startsWith('-') === true };
}

function readCall(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function readLine(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

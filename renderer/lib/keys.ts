import type { ScreenName } from './url-state.ts';

/** What some keys do. Of several names each is a key of its own. */
export interface KeyRow {
  keys: readonly string[];
  does: string;
}

export interface KeyGroup {
  title: string;
  /** The screen it belongs to; it comes first there. */
  screen?: ScreenName;
  rows: readonly KeyRow[];
}

const row = (keys: readonly string[], does: string): KeyRow => ({ keys, does });
const move = row(['j', 'k', '↓', '↑'], 'Move along the list');

/** Every key of the window. The list under `?` and docs/keys.md are both made of it. */
export const keyGroups: readonly KeyGroup[] = [
  {
    title: 'Everywhere',
    rows: [
      row(['1', '…', '7'], 'Plugins, Activity, Changes, Running, Secrets, Rules, Settings'),
      row(['u'], 'Undo the last change, on Changes the selected one: shows the diff first'),
      row(['esc'], 'One step back'),
      row(['tab'], 'Next region'),
      row(['?'], 'This list'),
    ],
  },
  {
    title: 'Plugins',
    screen: 'plugins',
    rows: [
      move,
      row(['space'], 'Switch the row, or all that is selected as one change: shows the diff first'),
      row(['x', 'J', 'K'], 'Select the row; select on while moving; ctrl or cmd A selects all that is shown'),
      row(['enter'], 'Inspect; again to step into the inspector'),
      row(['←', '→'], 'Fold and open a group'),
      row(['/'], 'Filter; agent: kind: state: scope: marketplace: problem: look at one field'),
    ],
  },
  {
    title: 'A plugin’s files',
    screen: 'plugins',
    rows: [
      row(['↓', '↑', 'home', 'end'], 'Move along the tree'),
      row(['→', '←'], 'Open and shut a folder; into it and out of it'),
      row(['enter'], 'Show the file; in its search the next match, with shift the one before'),
      row(['/'], 'Filter the files, or search the open one'),
      row(['esc'], 'Back to all files'),
    ],
  },
  {
    title: 'Activity',
    screen: 'activity',
    rows: [
      move,
      row(['page up', 'page down', 'home', 'end'], 'Move further'),
      row(['enter'], 'Open the call; again to step into it'),
      row(['/'], 'The query; tab or enter takes a suggestion, esc leaves'),
      row(['p'], 'Pause: new calls wait above the list'),
      row(['[', ']'], 'Narrow and widen the time'),
      row(['←', '→'], 'On the bars move the time, with shift its end; home and end take all before or after'),
    ],
  },
  {
    title: 'Changes',
    screen: 'changes',
    rows: [move, row(['enter'], 'Step into the change'), row(['/'], 'Filter by words')],
  },
  {
    title: 'Running',
    screen: 'running',
    rows: [
      move,
      row(['enter'], 'Step into the log'),
      row(['/', 'n', 'N'], 'Search the log; the next match and the one before'),
      row(['f'], 'Follow the log'),
    ],
  },
  {
    title: 'Rules',
    screen: 'permissions',
    rows: [move, row(['enter'], 'Open the server'), row(['/'], 'Filter the servers')],
  },
];

/** The groups as a screen shows them: its own first. */
export function groupsFor(screen: ScreenName): KeyGroup[] {
  const own = keyGroups.filter((group) => group.screen === screen);
  return [...own, ...keyGroups.filter((group) => group.screen !== screen)];
}

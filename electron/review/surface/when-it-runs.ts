import type { SurfaceWhen } from '#contract/surface';

export interface Moment {
  when: SurfaceWhen;
  /** In words, for people. */
  trigger: string;
}

const moments: Record<string, string> = {
  SessionStart: 'a session starts',
  SessionEnd: 'a session ends',
  Setup: 'the agent is started with --init or --maintenance',
  InstructionsLoaded: 'instruction files are loaded',
  UserPromptSubmit: 'you send a prompt',
  UserPromptExpansion: 'a command you typed is expanded',
  MessageDisplay: 'a message is shown',
  PreToolUse: 'before a tool runs',
  PermissionRequest: 'a permission is asked for',
  PermissionDenied: 'a permission is denied',
  PostToolUse: 'after a tool ran',
  PostToolUseFailure: 'after a tool failed',
  PostToolBatch: 'after several tools ran',
  Notification: 'a notification is shown',
  SubagentStart: 'a subagent starts',
  SubagentStop: 'a subagent ends',
  TaskCreated: 'a task is made',
  TaskCompleted: 'a task is done',
  Stop: 'the model has answered',
  StopFailure: 'a turn ends in an error',
  Interrupt: 'you interrupt',
  TeammateIdle: 'a teammate has nothing to do',
  ConfigChange: 'settings change',
  CwdChanged: 'the folder changes',
  DirectoryAdded: 'a folder is added',
  FileChanged: 'a watched file changes',
  WorktreeCreate: 'a worktree is made',
  WorktreeRemove: 'a worktree is removed',
  PreCompact: 'before the context is compacted',
  PostCompact: 'after the context was compacted',
  Elicitation: 'a server asks you something',
  ElicitationResult: 'you answered a server',
};

/** Events whose matcher names tools; for the others it names a source or a kind. */
const toolEvents = new Set([
  'PreToolUse',
  'PostToolUse',
  'PostToolUseFailure',
  'PermissionRequest',
  'PermissionDenied',
]);

/** When a hook runs. A SessionStart hook whose matcher leaves out new sessions does not run at the next start. */
export function hookMoment(event: string, matcher: string | undefined): Moment {
  const isAny = matcher === undefined || matcher === '' || matcher === '*';
  const words = moments[event] ?? event;
  if (event === 'SessionStart') {
    const isNew = isAny || matches(matcher, 'startup');
    return { when: isNew ? 'session-start' : 'session', trigger: words };
  }
  if (event === 'InstructionsLoaded') return { when: 'session-start', trigger: words };
  if (toolEvents.has(event)) return { when: 'session', trigger: isAny ? `${words}, every tool` : words };
  return { when: 'session', trigger: words };
}

/** Claude Code and Codex take a matcher as a list of words or as a pattern; one that is no pattern matches nothing here. */
function matches(matcher: string, word: string): boolean {
  if (/^[\w|, -]*$/.test(matcher)) return matcher.split(/[|,]/).some((each) => each.trim() === word);
  // No pattern of a stranger is run: `.*` and its like are all that is met in the wild.
  return matcher.includes('.*') || matcher.includes(word);
}

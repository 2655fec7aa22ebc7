/**
 * Slash commands that Claude Code brings itself (documentation "Commands"). New ones come with every version: a command
 * that is not here and that nothing installed explains is unknown, not built in.
 */
const builtIn: ReadonlySet<string> = new Set([
  ...['add-dir', 'agents', 'background', 'bashes', 'branch', 'btw', 'bug', 'cd', 'checkpoint', 'chrome', 'clear'],
  ...['color', 'compact', 'config', 'context', 'continue', 'copy', 'cost', 'desktop', 'diff', 'doctor', 'effort'],
  ...['exit', 'export', 'extra-usage', 'fast', 'feedback', 'focus', 'fork', 'help', 'hooks', 'ide', 'init', 'insights'],
  ...['install-github-app', 'install-slack-app', 'keybindings', 'login', 'logout', 'mcp', 'memory', 'mobile', 'model'],
  ...['new', 'output-style', 'passes', 'permissions', 'plan', 'plugin', 'pr-comments', 'privacy-settings', 'quit'],
  ...['recap', 'release-notes', 'reload-plugins', 'remote-control', 'rename', 'reset', 'resume', 'review', 'rewind'],
  ...['sandbox', 'schedule', 'security-review', 'sessions', 'settings', 'skills', 'stats', 'status', 'statusline'],
  ...['tasks', 'teleport', 'terminal-setup', 'theme', 'todos', 'upgrade', 'usage', 'vim', 'voice'],
]);

/** `name` without its slash. */
export function isBuiltInCommand(name: string): boolean {
  return builtIn.has(name);
}

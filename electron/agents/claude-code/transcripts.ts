import { pathsFor } from '#agents/paths';
import type { Machine } from '#agents/read-port';
import type { TranscriptFormat } from '#agents/transcript';
import { locateClaude } from './locations.ts';
import { openServerLog } from './server-log-reader.ts';
import { openTranscript } from './transcript-reader.ts';
import { supplierOf } from './transcript-suppliers.ts';

/**
 * Claude Code's transcripts: `projects/<project>/<session>.jsonl`, those of sub-agents beside them or in the session's
 * folder (documentation "Explore the .claude directory"), and the logs of MCP servers in its cache folder.
 */
export const claudeTranscripts: TranscriptFormat = {
  agent: 'claude-code',
  roots(machine) {
    const { configDir, paths } = locateClaude(machine);
    return [paths.join(configDir, 'projects'), serverLogs(machine)];
  },
  accepts: (relative) =>
    relative.endsWith('.jsonl') &&
    !/(?:^|\/)(?:tool-results|memory)\//.test(relative) &&
    !/(?:^|\/)journal\.jsonl$/.test(relative),
  open: (file, state) =>
    /(?:^|\/)mcp-logs-[^/]+\//.test(file.relative) ? openServerLog(file, state) : openTranscript(file, state),
  attribute: supplierOf,
};

/** Seen on Linux only; on the other systems the place their programs use for caches. */
function serverLogs({ platform, home, env }: Machine): string {
  const { join } = pathsFor(platform);
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'claude-cli-nodejs');
  if (platform === 'win32') {
    return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'claude-cli-nodejs', 'Cache');
  }
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'claude-cli-nodejs');
}

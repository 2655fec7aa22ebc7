import { pathsFor } from '#agents/paths';
import type { Machine } from '#agents/read-port';
import type { TranscriptFormat } from '#agents/transcript';
import { locateCodex } from './locations.ts';
import { isRolloutName } from './rollout-name.ts';
import { openRollout } from './rollout-reader.ts';
import { supplierOf } from './rollout-suppliers.ts';

/**
 * Codex's transcripts, called rollouts: one file per thread in `sessions/YYYY/MM/DD`, flat in the oldest builds and in
 * `archived_sessions`, possibly compressed (openai/codex: codex-rs/rollout).
 */
export const codexTranscripts: TranscriptFormat = {
  agent: 'codex',
  roots: (machine: Machine) => {
    const { codexHome } = locateCodex(machine, { realpath: (path) => path });
    const { join } = pathsFor(machine.platform);
    return [join(codexHome, 'sessions'), join(codexHome, 'archived_sessions')];
  },
  accepts: isRolloutName,
  open: openRollout,
  attribute: supplierOf,
};

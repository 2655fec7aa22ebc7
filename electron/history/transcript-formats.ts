import { claudeTranscripts } from '#agents/claude-code/transcripts';
import { codexTranscripts } from '#agents/codex/rollouts';
import type { TranscriptFormat } from '#agents/transcript';

/** Every agent whose transcripts are taken in. */
export const transcriptFormats: readonly TranscriptFormat[] = [claudeTranscripts, codexTranscripts];

/** What a rollout's name tells where its records do not. */
export interface RolloutName {
  /** The thread: the uuid in the name, else the name without its ending. */
  session: string;
  /** Milliseconds since 1970; 0 when the name tells no time. The time zone of the name is not known: UTC is assumed. */
  at: number;
}

/** `rollout-YYYY-MM-DDThh-mm-ss-<uuid>.jsonl`, also compressed, also by names that people gave (openai/codex: codex-rs/rollout). */
export function isRolloutName(relative: string): boolean {
  return /(?:^|\/)rollout[^/]*\.jsonl(?:\.zst)?$/.test(relative);
}

export function readRolloutName(path: string): RolloutName {
  const name = (path.split(/[\\/]/).at(-1) ?? '').replace(/\.zst$/, '').replace(/\.jsonl$/, '');
  const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i.exec(name)?.[0];
  const [, day, hours, minutes, seconds] = /(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)/.exec(name) ?? [];
  const time = day === undefined ? Number.NaN : Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`);
  return { session: uuid ?? (name || 'rollout'), at: Number.isFinite(time) ? time : 0 };
}

import type { Writable } from 'node:stream';

/** Sentences for whoever looks for faults: on the stderr of `gatehouse run`, and in the server's log once there is one. */
export interface RunVoice {
  say(sentence: string): void;
  /** `listener` hears what was said before, and everything from now on. */
  heardBy(listener: (sentence: string) => void): void;
}

/** Said before somebody listens. */
const MOST_KEPT = 50;

export function runVoice(errors: Writable): RunVoice {
  const kept: string[] = [];
  let listener: ((sentence: string) => void) | undefined;
  return {
    say(sentence) {
      errors.write(`gatehouse: ${sentence}\n`);
      if (listener !== undefined) listener(sentence);
      else if (kept.length < MOST_KEPT) kept.push(sentence);
    },
    heardBy(next) {
      listener = next;
      for (const sentence of kept.splice(0)) next(sentence);
    },
  };
}

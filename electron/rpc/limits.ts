/** What one session may cost. Sizes are characters of JSON text, times milliseconds. */
export interface Limits {
  /** From the connection to a valid hello. */
  helloMs: number;
  /** Of one frame from the window; answers and events are not limited by it. */
  frameLength: number;
  /** Calls being worked on at once. */
  inFlight: number;
  /**
   * Sent and not yet confirmed as taken. A frame that would be sent while more than this waits ends the session with
   * `fell_behind`; the window connects again and asks for snapshots. One frame may be larger than this.
   */
  unconfirmed: number;
  /** A confirmation is asked for after this much. */
  confirmEvery: number;
}

export const defaultLimits: Limits = {
  helloMs: 5_000,
  frameLength: 1_048_576,
  inFlight: 64,
  unconfirmed: 64 * 1_048_576,
  confirmEvery: 65_536,
};

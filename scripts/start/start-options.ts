/** What `npm start -- …` was asked for. */
export interface StartOptions {
  /** For the app itself, the same flags for the window and for `gatehouse serve`. */
  flags: string[];
  /** Set when a flag only makes sense without a window: which one. */
  servedBecauseOf?: string;
  /** Try to fetch Electron's runtime again although it failed before. */
  isRetry: boolean;
}

const retry = '--retry-electron';
const onlyServed = ['--no-open', '--port', '--host', '--read-only', '--json'];

export function startOptions(args: readonly string[]): StartOptions {
  const flags = args.filter((arg) => arg !== retry);
  const served = flags.map((flag) => flag.split('=')[0] ?? flag).find((name) => onlyServed.includes(name));
  return { flags, isRetry: args.includes(retry), ...(served === undefined ? {} : { servedBecauseOf: served }) };
}

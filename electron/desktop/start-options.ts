import { parseArgs } from 'node:util';

export interface StartOptions {
  home?: string;
  data?: string;
  project?: string;
  sample: boolean;
  /** Begins in the tray, as at login. */
  isHidden: boolean;
}

/** What the app was started with; words meant for Chromium or Electron are passed over. */
export function readStartOptions(args: readonly string[]): StartOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: { home: text, data: text, project: text, sample: { type: 'boolean' }, hidden: { type: 'boolean' } },
  });
  const { home, data, project, sample, hidden } = values;
  return {
    ...(typeof home === 'string' ? { home } : {}),
    ...(typeof data === 'string' ? { data } : {}),
    ...(typeof project === 'string' ? { project } : {}),
    sample: sample === true,
    isHidden: hidden === true,
  };
}

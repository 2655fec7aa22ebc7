/** Files that Windows runs through its command interpreter, such as npx.cmd. */
export function isBatchFile(path: string): boolean {
  return /\.(?:cmd|bat)$/i.test(path);
}

export interface BatchCommand {
  command: string;
  /** To be passed as they are, without further quoting (`windowsVerbatimArguments`). */
  args: string[];
}

/**
 * What starts a batch file with these arguments, so that nothing in them is taken for a command. Its text goes through the
 * interpreter twice, once for the line and once inside of a shim that hands its arguments on, so each special character is
 * escaped twice (cross-spawn does the same). Undefined for arguments with line ends, which end a command there.
 */
export function batchCommand(file: string, args: readonly string[], comSpec: string): BatchCommand | undefined {
  if ([file, ...args].some((text) => /[\r\n\0]/.test(text))) return undefined;
  const line = [escaped(file), ...args.map((text) => escaped(escaped(quoted(text))))].join(' ');
  return { command: comSpec, args: ['/d', '/s', '/c', `"${line}"`] };
}

/** As programs on Windows read their command line: quotes and the backslashes before them are escaped. */
function quoted(text: string): string {
  const inner = text.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&');
  return `"${inner}"`;
}

function escaped(text: string): string {
  return text.replaceAll(/[()\][%!^"`<>&|;, *?]/g, '^$&');
}

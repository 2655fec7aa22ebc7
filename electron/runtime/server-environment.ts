/** Variables every program may need; both agents hand on at least these (openai/codex: codex-rs/rmcp-client/src/utils.rs). */
const always = {
  posix: ['HOME', 'LOGNAME', 'USER', 'SHELL', 'PATH', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TERM', 'TMPDIR', 'TZ'],
  windows: [
    ...['SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'PATHEXT', 'Path', 'PATH', 'TEMP', 'TMP', 'USERNAME'],
    ...['USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'ProgramData', 'ProgramFiles', 'ProgramFiles(x86)', 'HOMEDRIVE'],
    ...['HOMEPATH', 'LANG', 'TZ'],
  ],
};

/** Variables that make a program load or run something else before its own code. A definition may set them, nobody else. */
const loadsCode =
  /^(?:NODE_|LD_|DYLD_|BASH_ENV$|BASH_FUNC|ENV$|PYTHON|PERL5|RUBY|JAVA_TOOL_OPTIONS$|_JAVA_OPTIONS$|ELECTRON_)/i;

export interface EnvironmentParts {
  /** The environment of the agent. */
  agent: Readonly<Record<string, string | undefined>>;
  /** Names that are handed on besides: of the definition, and of the profile. */
  passed: readonly string[];
  /** Set by the definition. */
  declared: Readonly<Record<string, string>>;
  /** From the keychain; they win over what stands in a file. */
  secrets: Readonly<Record<string, string>>;
  platform: NodeJS.Platform;
}

/** The whole environment of a server: nothing is in it that was not named. */
export function serverEnvironment({
  agent,
  passed,
  declared,
  secrets,
  platform,
}: EnvironmentParts): Record<string, string> {
  const names = platform === 'win32' ? always.windows : always.posix;
  const env: Record<string, string> = {};
  for (const name of [...names, ...passed]) {
    const value = agent[name];
    if (value !== undefined && !loadsCode.test(name)) env[name] = value;
  }
  return { ...env, ...declared, ...secrets };
}

/** How one server is started, after everything was expanded and found. Nothing else decides what runs. */
export interface LaunchDescription {
  /** Gatehouse plugin id. */
  plugin: string;
  server: string;
  /** Absolute, of a file that is there. */
  command: string;
  args: string[];
  /** The arguments are one line for the command interpreter of Windows, quoted already. */
  isVerbatim?: true;
  /** Absolute. */
  cwd: string;
  /** Complete: nothing else is passed, and never this process's own variables. Secrets are among the values. */
  env: Record<string, string>;
  /** Folders or files of its own code, absolute. */
  roots: string[];
  /** The plugin's own data folder, absolute. */
  dataFolder?: string;
  /** Real path of the project it works for. */
  project?: string;
}

import type { Wish } from './attempts.ts';

/** A launch that can touch only what was granted. It holds open files and perhaps a proxy until `close`. */
export interface CagedLaunch {
  caged: true;
  command: string;
  args: string[];
  /** Complete; inherited by the child, so that no secret is in an argument that other users can read. */
  env: Record<string, string>;
  cwd: string;
  /**
   * Descriptors of this process that the child gets as 3, 4, …: `stdio: ['pipe', 'pipe', 'pipe', ...extraFds]`. They also
   * cover up what this process inherited and would pass on. To be used soon, and once.
   */
  extraFds: number[];
  /** What holds memory and processes down: the kernel, or a sampler that ends the tree within two seconds. */
  limits: 'cgroup' | 'watchdog';
  /** Wishes that were not granted, and why; a sentence each. */
  notGranted: string[];
  /**
   * To be called with the child's process id right after it was spawned: begins to watch its limits. `ended` hears why
   * when they ended it.
   */
  started(pid: number, ended?: (reason: string) => void): void;
  /**
   * Attempts refused so far, oldest first, a sentence each; it only grows, up to a bound that its last entry tells.
   * Requests to hosts are all seen. Refused files, sockets and direct connections look to the server like things that
   * are not there, and the system tells nobody of them: they are seen only in an observed run.
   */
  refused(): string[];
  /** What would have to be granted for the refused attempts to succeed, each once; for `proposeProfile`. */
  wishes(): Wish[];
  /** Stops watching and ends the proxy; the process is ended by who started it. Any number of times. */
  close(): Promise<void>;
}

/** No cage, and so no start unless the user said so for this plugin. */
export interface NotCaged {
  caged: false;
  /** What is lacking. */
  reason: string;
  /** What to do about it. */
  remedy: string;
}

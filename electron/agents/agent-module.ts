import type { AgentInfo, Plugin } from '#contract/plugin';
import type { AgentId } from '#contract/plugin-id';
import type { ServerDefinition } from '#contract/server-definition';
import type { ConfigEdit } from './config-edit.ts';
import type { Machine, ReadPort } from './read-port.ts';
import type { SecretHolder, SecretValue } from './secret-values.ts';

/** Remembers what was read of a package folder until that folder is reported as changed. */
export interface PackageMemo {
  /** `root` is the folder whose change makes the value stale; `key` tells apart what is remembered of it. */
  remember<T>(root: string, key: string, make: () => T): T;
}

export interface ScanContext {
  port: ReadPort;
  machine: Machine;
  /** Absolute folder whose project scope counts; undefined means the user scope alone. */
  project?: string;
  memo: PackageMemo;
  /** Call between plugins: gives way to the event loop when time is up, throws AppError `cancelled` when aborted. */
  pace(): Promise<void>;
}

/**
 * What must be looked at again when it changes. `file`: one file, present or not. `entries`: names directly
 * inside a folder. A change below `root` makes remembered package reads of `root` stale.
 */
export interface WatchTarget {
  path: string;
  kind: 'file' | 'entries';
  root?: string;
}

export interface AgentScan {
  agent: AgentInfo;
  /** Without components. One per id; ids are unique. */
  plugins: Plugin[];
  watch: WatchTarget[];
  /** Project folders the agent's own records name, most recent first where known. */
  projects: string[];
}

export interface SwitchRequest {
  plugin: Plugin;
  enable: boolean;
  /** Undefined: the scope that will take effect is chosen. */
  scope?: 'user' | 'project' | 'local';
  /** A part of the plugin with a switch of its own, instead of the whole. */
  component?: { kind: 'mcp-server' | 'skill' | 'hook' | 'app'; name: string };
}

export interface SwitchOption {
  scope: 'user' | 'project' | 'local';
  /** Whether the plugin will be in the wanted state once this is written. */
  takesEffect: boolean;
  /** In words: what it leads to, or why it would do nothing. */
  reason: string;
  edit: ConfigEdit;
}

export type SwitchDecision =
  | {
      ok: true;
      /** Every scope that could be written, the one to choose first. The first one takes effect. */
      options: SwitchOption[];
      /** Sentences about what is not covered: running sessions, hook trust, remote state. */
      afterwards: string[];
      /** How the names of a server's tools begin now, how they will, and the settings that may name them. */
      renames?: { from: string; to: string; files: string[] };
    }
  | {
      ok: false;
      code:
        | 'managed'
        | 'remote'
        | 'higher-layer'
        | 'no-switch'
        | 'needs-project'
        | 'already'
        | 'broken-file'
        | 'not-found';
      /** What refuses, which file says so, and what to do instead. */
      reason: string;
      options: SwitchOption[];
    };

/** What an agent is to start in place of one of its servers. */
export interface GuardedEntry {
  server: string;
  command: string;
  args: readonly string[];
  /** Names of variables that what is started needs from the agent's environment. */
  variables: readonly string[];
  /** Variables to take out of the entry in the same write. */
  withoutEnv?: readonly string[];
  /** Headers whose values have gone to the keychain; all of them leave the entry of a server behind a URL. */
  withoutHeaders?: readonly string[];
}

/** Names by which calls to a plugin's parts are written down. */
export interface SuppliedNames {
  servers: readonly string[];
  skills: readonly string[];
  commands: readonly string[];
}

/** What a place in a config file is about, so that a change of it can be told in words. */
export type ConfigTopic =
  | 'plugin-switch'
  | 'server'
  | 'server-choice'
  | 'hooks'
  | 'permissions'
  | 'trust'
  | 'marketplace'
  | 'setting';

/** A file whose text decides what an agent loads or may do. */
export interface ConfigFile {
  file: string;
  format: 'json' | 'toml';
  /** Undefined: an administrator's, which is never put back. */
  scope?: 'user' | 'project' | 'local';
  /** The first that fits counts; `*` is any one name. What none fits is not looked at. */
  topics: readonly { path: readonly string[]; topic: ConfigTopic }[];
  /** The agent keeps much else in it, which changes all the time: only what `topics` name is kept and shown. */
  isShared?: true;
}

/** What an agent notes of a session that runs; the process may have ended without taking it away. */
export interface SessionTrace {
  session: string;
  name?: string;
  /** It was started in. */
  folder?: string;
  startedMs: number;
  pid?: number;
  /** As the system counts; tells a process that has the id of an earlier one. */
  processStart?: string;
  /** A file that the session keeps locked. */
  lock?: string;
}

/** One agent's files. Pure: everything it knows of the machine comes through the context. */
export interface AgentModule {
  id: AgentId;
  displayName: string;
  scan(context: ScanContext): Promise<AgentScan>;
  /** The same plugin with its components, hooks and servers read in full; undefined when it is gone. */
  describe(context: ScanContext, plugin: Plugin): Promise<Plugin>;
  /** How the agent would start a server of a described plugin; undefined when it is gone or says something else now. */
  serverDefinition(context: ScanContext, plugin: Plugin, server: string): ServerDefinition | undefined;
  /** How one server of a described plugin would be routed through another program; the first option takes effect. */
  decideGuard(context: ScanContext, plugin: Plugin, entry: GuardedEntry): SwitchDecision;
  decideSwitch(context: ScanContext, request: SwitchRequest): SwitchDecision;
  /** The same for many switches of one moment: the agent's files are read once. */
  switchDecider(context: ScanContext): (request: SwitchRequest) => SwitchDecision;
  /** Settings files that count in this context, strongest first: they may start programs that belong to no plugin. */
  settingsFiles(context: ScanContext): { scope: string; file: string }[];
  /** Files whose changes by others are told, whether they are there or not. */
  configFiles(context: ScanContext): ConfigFile[];
  /** Sessions that run, as the agent notes them. */
  runningSessions(context: ScanContext): SessionTrace[];
  /** What each plugin brings under which names, by plugin id; as cheap as a scan. */
  suppliedNames(context: ScanContext): Promise<Map<string, SuppliedNames>>;
  /** Secrets in plain text in the agent's files, so that they are recognised wherever else they turn up. */
  plainSecrets(context: ScanContext): SecretValue[];
  /** Where secrets can stand in the agent's files: of the user, of every known project and of the context's. */
  secretHolders(context: ScanContext): SecretHolder[];
}

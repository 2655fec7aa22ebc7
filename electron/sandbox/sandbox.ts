import type { LaunchDescription } from '#contract/launch';
import type { Profile } from '#contract/policy';
import { type LinuxTools, notCaged } from './availability.ts';
import { type CageTools, findCageTools } from './cage-tools.ts';
import type { CagedLaunch, NotCaged } from './caged-launch.ts';
import { readHostRule } from './host-rules.ts';
import { linuxCage } from './linux-cage.ts';
import { macCage } from './mac-cage.ts';
import type { SandboxHost } from './sandbox-host.ts';

export interface Sandbox {
  /** What is lacking, or undefined when cages can be made. Looked up once. */
  lacking(): Promise<NotCaged | undefined>;
  /** What only some cages need and is not installed; a sentence each. */
  lackingParts(): Promise<string[]>;
  /**
   * A launch description in, a caged launch description out. Never one that would run without a cage: what cannot be
   * enforced here is `NotCaged`. Whoever gets a cage closes it. With `isObserved` refused files are collected too, which
   * makes the server several times slower; only on Linux, and with strace.
   */
  cage(launch: LaunchDescription, profile: Profile, isObserved?: boolean): Promise<CagedLaunch | NotCaged>;
}

/** `begun` is a search for the tools of this machine that is under way already. */
export function createSandbox(host: SandboxHost, begun?: Promise<CageTools>): Sandbox {
  let found = begun;
  const tools = (): Promise<CageTools> => {
    found ??= findCageTools(host);
    return found;
  };
  return {
    async lacking() {
      const state = await tools();
      return 'caged' in state ? state : undefined;
    },
    async lackingParts() {
      const state = await tools();
      return 'bwrap' in state ? missingParts(state) : [];
    },
    async cage(launch, profile, isObserved = false) {
      const state = await tools();
      if ('caged' in state) return state;
      const rules = profile.hosts.map(readHostRule);
      const wrong = profile.hosts.find((_, index) => rules[index] === undefined);
      if (wrong !== undefined) {
        return notCaged(`"${wrong}" is not the name of a host.`, 'Write name, name:port or *.name in its profile.');
      }
      const hosts = rules.filter((rule) => rule !== undefined);
      if ('path' in state) return macCage(launch, profile, hosts, host, state.path);
      return linuxCage({ launch, profile, rules: hosts, host, tools: state, isObserved });
    },
  };
}

function missingParts({ socat, strace, prlimit }: LinuxTools): string[] {
  return [
    ...(socat === undefined ? ['Servers that were granted hosts need the program socat.'] : []),
    ...(strace === undefined ? ['Learning what a server needs takes the program strace.'] : []),
    ...(prlimit === undefined ? ['Processes are bounded sooner with the program prlimit (util-linux).'] : []),
  ];
}

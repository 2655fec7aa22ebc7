import type { LaunchDescription } from '#contract/launch';
import type { Profile } from '#contract/policy';

/** What a server may touch in its cage, a sentence each. What it is granted by nobody is not there for it. */
export function cageWords(launch: LaunchDescription, profile: Profile): string[] {
  const { roots, dataFolder, project } = launch;
  return [
    ...roots.map((path) => `Reads its own code in ${path}.`),
    ...(project === undefined ? [] : [`Reads the folder ${project}, without .env files.`]),
    ...(dataFolder === undefined ? [] : [`Writes its data folder ${dataFolder}.`]),
    ...grantWords(profile),
  ];
}

/** The same of any start of it: which folders those are is known only then. */
export function profileWords(profile: Profile): string[] {
  return [
    'Reads its own code, and the project without .env files.',
    'Writes its own data folder and a temporary folder; sees nothing else of your home.',
    ...grantWords(profile),
  ];
}

function grantWords({ read, write, hosts, spawn, env, memoryMb, processes }: Profile): string[] {
  return [
    ...read.map((path) => `Reads ${path}.`),
    ...write.map((path) => `Reads and writes ${path}.`),
    hosts.length === 0 ? 'Reaches no host.' : `Reaches ${hosts.join(', ')} and no other host.`,
    spawn ? 'May start other programs, which are in the same cage.' : 'May not start other programs.',
    ...(env.length === 0 ? [] : [`Is given ${env.join(', ')} from the environment.`]),
    `Is held to ${memoryMb.toLocaleString('en')} MB of memory and ${processes} processes.`,
  ];
}

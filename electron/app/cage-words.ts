import type { LaunchDescription } from '#contract/launch';
import type { Profile } from '#contract/policy';

/** What a server may touch in its cage, a sentence each. What it is granted by nobody is not there for it. */
export function cageWords(launch: LaunchDescription, profile: Profile): string[] {
  const { roots, dataFolder, project } = launch;
  const { read, write, hosts, spawn, env, memoryMb, processes } = profile;
  return [
    ...roots.map((path) => `Reads its own code in ${path}.`),
    ...(project === undefined ? [] : [`Reads the folder ${project}, without .env files.`]),
    ...(dataFolder === undefined ? [] : [`Writes its data folder ${dataFolder}.`]),
    ...read.map((path) => `Reads ${path}.`),
    ...write.map((path) => `Reads and writes ${path}.`),
    hosts.length === 0 ? 'Reaches no host.' : `Reaches ${hosts.join(', ')} and no other host.`,
    spawn ? 'May start other programs, which are in the same cage.' : 'May not start other programs.',
    ...(env.length === 0 ? [] : [`Is given ${env.join(', ')} from the environment.`]),
    `Is held to ${memoryMb.toLocaleString('en')} MB of memory and ${processes} processes.`,
  ];
}

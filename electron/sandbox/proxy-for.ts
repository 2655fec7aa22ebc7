import { networkInterfaces } from 'node:os';
import { addressJudge, type HostRule } from './host-rules.ts';
import type { Proxy, ProxyOptions } from './proxy.ts';

/** A proxy for one cage on this machine. Loaded only then: most cages have no network, and Node's HTTP is slow to load. */
export async function proxyFor(
  rules: readonly HostRule[],
  at: string | 0,
  refused: ProxyOptions['refused'],
): Promise<Proxy> {
  const { startProxy } = await import('./proxy.ts');
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []);
  return startProxy({ at, rules, refused, mayReach: addressJudge(own) });
}

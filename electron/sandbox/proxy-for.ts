import { networkInterfaces } from 'node:os';
import { addressJudge, type HostRule } from './host-rules.ts';
import { type Proxy, type ProxyOptions, startProxy } from './proxy.ts';

/** A proxy for one cage on this machine. */
export function proxyFor(rules: readonly HostRule[], at: string | 0, refused: ProxyOptions['refused']): Promise<Proxy> {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []);
  return startProxy({ at, rules, refused, mayReach: addressJudge(own) });
}

import { BlockList, isIP } from 'node:net';

/** One granted host. */
export interface HostRule {
  /** Lower case, without a dot at the end; of `*.name` the part `.name`. */
  name: string;
  isPattern: boolean;
  /** Those of HTTPS and HTTP unless one is named. */
  ports: readonly number[];
}

/** `name`, `name:port`, `*.name`, `*.name:port`, `[v6]:port`. Undefined for anything else, also for `*` alone. */
export function readHostRule(text: string): HostRule | undefined {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::([1-9]\d{0,4}))?$/i.exec(text.trim());
  const host = normalHost(parts?.[1] ?? parts?.[2] ?? '');
  const ports = parts?.[3] === undefined ? [443, 80] : [Number(parts[3])];
  if (ports.some((port) => port > 65_535)) return undefined;
  const isPattern = host.startsWith('*.');
  const name = isPattern ? host.slice(1) : host;
  return name.replaceAll('.', '') === '' || name.includes('*') ? undefined : { name, isPattern, ports };
}

/** The text that grants just this. */
export function hostRuleFor(host: string, port: number): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === 443 || port === 80 ? name : `${name}:${port}`;
}

/** How two spellings of a host become one. */
export function normalHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

export function isHostGranted(rules: readonly HostRule[], host: string, port: number): boolean {
  return rules.some(
    (rule) => rule.ports.includes(port) && (rule.isPattern ? host.endsWith(rule.name) : host === rule.name),
  );
}

/**
 * Addresses no name may lead to: this machine, its networks, and what translates to them. A name is the choice of
 * whoever runs its zone, so a granted name must not become a way to the printer, the router or a cloud's metadata.
 */
const privateAddresses: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** Where metadata services answer: not even by its number. */
const linkLocal: readonly (readonly [network: string, prefix: number])[] = [
  ['169.254.0.0', 16],
  ['fe80::', 10],
];

/** Asked for an address a name led to, or that was asked for as a number; also IPv4 written as IPv6. */
export type AddressJudge = (address: string, isGrantedAsNumber: boolean) => boolean;

/** `own` are this machine's addresses in its networks. A number the user granted may be private, but not link-local. */
export function addressJudge(own: readonly string[]): AddressJudge {
  const anyPrivate = listOf(privateAddresses);
  for (const address of own) if (isIP(address) !== 0) anyPrivate.addAddress(address, family(address));
  const never = listOf(linkLocal);
  return (address, isGrantedAsNumber) => {
    // A zone, as in fe80::1%eth0, is no part of the number that is judged.
    const number = address.replace(/%.*$/, '');
    return isIP(number) !== 0 && !(isGrantedAsNumber ? never : anyPrivate).check(number, family(number));
  };
}

function listOf(networks: typeof privateAddresses): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family(network));
  return list;
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

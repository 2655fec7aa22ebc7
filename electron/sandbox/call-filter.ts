import { auditArch, type FilteredArch, judgedCalls, refusedCalls } from './system-calls.ts';

/** One instruction of classic BPF (linux/filter.h): operation, two relative jumps, a constant. */
type Instruction = readonly [code: number, whenTrue: number, whenFalse: number, constant: number];

const LOAD = 0x20;
const IF_EQUAL = 0x15;
const IF_AT_LEAST = 0x35;
const IF_ANY_BIT = 0x45;
const RETURN = 0x06;

/** struct seccomp_data (linux/seccomp.h), of arguments the lower half on a little-endian processor. */
const NUMBER = 0;
const ARCH = 4;
const argument = (index: number): number => 16 + 8 * index;

const allow: Instruction = [RETURN, 0, 0, 0x7fff_0000];
const kill: Instruction = [RETURN, 0, 0, 0x8000_0000];
const refuseWith = (errno: number): Instruction => [RETURN, 0, 0, 0x0005_0000 | errno];
const refuse = refuseWith(1);
const ENOSYS = 38;

const X32_BIT = 0x4000_0000;
/** CLONE_NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, NEWNS. */
const NEW_NAMESPACES = 0x7e02_0000;
const CLONE_THREAD = 0x0001_0000;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;

/**
 * A seccomp filter as bubblewrap's `--seccomp` reads it: an array of struct sock_filter. What a server has no use for is
 * refused with EPERM, so that programs that merely try go on. Sockets may be of the internet only: of the Unix kind one
 * could reach every service of this user that has a socket in a granted folder. With `spawn` false only threads can be
 * started, no processes. Calls made as another processor end the process.
 */
export function callFilter(arch: FilteredArch, spawn: boolean): Uint8Array {
  const number = (call: keyof typeof judgedCalls): number | undefined => judgedCalls[call][arch];
  const forks = spawn ? [] : [number('fork'), number('vfork')].filter((call) => call !== undefined);
  return encode([
    [LOAD, 0, 0, ARCH],
    [IF_EQUAL, 1, 0, auditArch[arch]],
    kill,
    [LOAD, 0, 0, NUMBER],
    ...(arch === 'x64' ? ([[IF_AT_LEAST, 0, 1, X32_BIT], kill] satisfies Instruction[]) : []),
    ...[...refusedCalls(arch), ...forks].flatMap((call) => when(call, [refuse])),
    // Its flags are in memory, where a filter cannot look; the C library falls back to clone.
    ...when(number('clone3'), [refuseWith(ENOSYS)]),
    ...when(number('clone'), cloneRules(spawn)),
    ...when(number('socket'), socketRules),
    ...when(number('ioctl'), ioctlRules),
    allow,
  ]);
}

function cloneRules(spawn: boolean): Instruction[] {
  const threadsOnly: Instruction[] = [[IF_ANY_BIT, 1, 0, CLONE_THREAD], refuse];
  return [[LOAD, 0, 0, argument(0)], [IF_ANY_BIT, 0, 1, NEW_NAMESPACES], refuse, ...(spawn ? [] : threadsOnly), allow];
}

/** Netlink of protocol 0 (routing) is how programs list their interfaces. */
const socketRules: Instruction[] = [
  [LOAD, 0, 0, argument(0)],
  [IF_EQUAL, 4, 0, AF_INET],
  [IF_EQUAL, 3, 0, AF_INET6],
  [IF_EQUAL, 0, 3, AF_NETLINK],
  [LOAD, 0, 0, argument(2)],
  [IF_EQUAL, 0, 1, 0],
  allow,
  refuse,
];

/** Putting characters into a terminal is typing in the user's place. */
const ioctlRules: Instruction[] = [
  [LOAD, 0, 0, argument(1)],
  [IF_EQUAL, 1, 0, TIOCSTI],
  [IF_EQUAL, 0, 1, TIOCLINUX],
  refuse,
  allow,
];

/** Rules for one call; each path through them has to return. */
function when(call: number | undefined, rules: readonly Instruction[]): Instruction[] {
  return call === undefined ? [] : [[IF_EQUAL, 0, rules.length, call], ...rules];
}

function encode(program: readonly Instruction[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  program.forEach(([code, whenTrue, whenFalse, constant], index) => {
    bytes.setUint16(index * 8, code, true);
    bytes.setUint8(index * 8 + 2, whenTrue);
    bytes.setUint8(index * 8 + 3, whenFalse);
    bytes.setUint32(index * 8 + 4, constant >>> 0, true);
  });
  return new Uint8Array(bytes.buffer);
}

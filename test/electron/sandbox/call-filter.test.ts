import { describe, expect, test } from 'vitest';
import { callFilter } from '#sandbox/call-filter';

const ALLOWED = 0x7fff_0000;
const KILLED = 0x8000_0000;
const NOT_PERMITTED = 0x0005_0001;
const NO_SUCH_CALL = 0x0005_0026;
const X64 = 0xc000_003e;
const ARM64 = 0xc000_00b7;

/** Runs the filter as the kernel would on a call (linux/filter.h). */
function judge(filter: Uint8Array, arch: number, call: number, args: number[] = []): number {
  const program = new DataView(filter.buffer);
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, call, true);
  data.setUint32(4, arch, true);
  args.forEach((value, index) => data.setUint32(16 + 8 * index, value, true));
  let loaded = 0;
  for (let at = 0; at * 8 < filter.length; at += 1) {
    const code = program.getUint16(at * 8, true);
    const constant = program.getUint32(at * 8 + 4, true);
    const [whenTrue, whenFalse] = [program.getUint8(at * 8 + 2), program.getUint8(at * 8 + 3)];
    if (code === 0x06) return constant;
    if (code === 0x20) loaded = data.getUint32(constant, true);
    else {
      const holds =
        code === 0x15 ? loaded === constant : code === 0x35 ? loaded >= constant : (loaded & constant) >>> 0 !== 0;
      at += holds ? whenTrue : whenFalse;
    }
  }
  throw new Error('The filter ran past its end.');
}

describe.each([
  ['x64', X64, { read: 0, ptrace: 101, keyctl: 250, clone: 56, clone3: 435, socket: 41, ioctl: 16, mount: 165 }],
  ['arm64', ARM64, { read: 63, ptrace: 117, keyctl: 219, clone: 220, clone3: 435, socket: 198, ioctl: 29, mount: 40 }],
] as const)('the filter for %s', (arch, audit, call) => {
  const filter = callFilter(arch, true);

  test.each([
    ['reading', call.read, [], ALLOWED],
    ['tracing', call.ptrace, [], NOT_PERMITTED],
    ['key rings', call.keyctl, [], NOT_PERMITTED],
    ['mounting', call.mount, [], NOT_PERMITTED],
    ['a thread', call.clone, [0x003d_0f00], ALLOWED],
    ['a child', call.clone, [0x0120_0011], ALLOWED],
    ['a child in a new user namespace', call.clone, [0x1000_0011], NOT_PERMITTED],
    ['clone3', call.clone3, [], NO_SUCH_CALL],
    ['a Unix socket', call.socket, [1, 1, 0], NOT_PERMITTED],
    ['an IPv4 socket', call.socket, [2, 1, 0], ALLOWED],
    ['an IPv6 socket', call.socket, [10, 1, 0], ALLOWED],
    ['a routing socket', call.socket, [16, 3, 0], ALLOWED],
    ['an audit socket', call.socket, [16, 3, 9], NOT_PERMITTED],
    ['a packet socket', call.socket, [17, 3, 0], NOT_PERMITTED],
    ["a virtual machine's socket", call.socket, [40, 1, 0], NOT_PERMITTED],
    ['typing into a terminal', call.ioctl, [0, 0x5412], NOT_PERMITTED],
    ['asking a terminal for its size', call.ioctl, [0, 0x5413], ALLOWED],
  ])('%s', (_, number, args, expected) => {
    expect(judge(filter, audit, number, [...args])).toBe(expected);
  });

  test('ends what calls as another processor', () => {
    expect(judge(filter, audit === X64 ? ARM64 : X64, call.read)).toBe(KILLED);
    expect(judge(filter, 0x4000_0003, call.read)).toBe(KILLED);
  });

  test('lets threads but no processes start where programs may not be started', () => {
    const strict = callFilter(arch, false);
    expect(judge(strict, audit, call.clone, [0x003d_0f00])).toBe(ALLOWED);
    expect(judge(strict, audit, call.clone, [0x0120_0011])).toBe(NOT_PERMITTED);
  });
});

test('the second set of numbers of x64 is not let through', () => {
  expect(judge(callFilter('x64', true), X64, 0x4000_0000 + 101)).toBe(KILLED);
});

test('fork and vfork count as starting programs', () => {
  for (const call of [57, 58]) {
    expect(judge(callFilter('x64', true), X64, call)).toBe(ALLOWED);
    expect(judge(callFilter('x64', false), X64, call)).toBe(NOT_PERMITTED);
  }
});

/** Processors the filter is written for, as Node names them (`process.arch`). */
export type FilteredArch = 'x64' | 'arm64';

/** AUDIT_ARCH_* (linux/audit.h): what the kernel says a call was made as. */
export const auditArch: Record<FilteredArch, number> = { x64: 0xc000_003e, arm64: 0xc000_00b7 };

/** Calls whose arguments decide. Undefined where the processor has no such call. */
export const judgedCalls = {
  clone: { x64: 56, arm64: 220 },
  clone3: { x64: 435, arm64: 435 },
  fork: { x64: 57, arm64: undefined },
  vfork: { x64: 58, arm64: undefined },
  socket: { x64: 41, arm64: 198 },
  ioctl: { x64: 16, arm64: 29 },
} as const satisfies Record<string, Record<FilteredArch, number | undefined>>;

type Row = readonly [name: string, x64: number, arm64: number | undefined];

/** Calls a server never needs (numbers: asm/unistd_64.h and asm-generic/unistd.h of Linux 6.1). */
const rows: readonly Row[] = [
  // Other processes' memory, descriptors and state.
  ['ptrace', 101, 117],
  ['process_vm_readv', 310, 270],
  ['process_vm_writev', 311, 271],
  ['process_madvise', 440, 440],
  ['kcmp', 312, 272],
  ['pidfd_getfd', 438, 438],
  // The kernel's key rings are not split by namespaces.
  ['add_key', 248, 217],
  ['request_key', 249, 218],
  ['keyctl', 250, 219],
  // Large doors into the kernel.
  ['bpf', 321, 280],
  ['userfaultfd', 323, 282],
  ['perf_event_open', 298, 241],
  ['io_uring_setup', 425, 425],
  ['io_uring_enter', 426, 426],
  ['io_uring_register', 427, 427],
  // Namespaces and mounts.
  ['unshare', 272, 97],
  ['setns', 308, 268],
  ['mount', 165, 40],
  ['umount2', 166, 39],
  ['pivot_root', 155, 41],
  ['chroot', 161, 51],
  ['open_tree', 428, 428],
  ['move_mount', 429, 429],
  ['fsopen', 430, 430],
  ['fsconfig', 431, 431],
  ['fsmount', 432, 432],
  ['fspick', 433, 433],
  ['mount_setattr', 442, 442],
  ['name_to_handle_at', 303, 264],
  ['open_by_handle_at', 304, 265],
  ['fanotify_init', 300, 262],
  // The machine itself.
  ['kexec_load', 246, 104],
  ['kexec_file_load', 320, 294],
  ['init_module', 175, 105],
  ['finit_module', 313, 273],
  ['delete_module', 176, 106],
  ['reboot', 169, 142],
  ['swapon', 167, 224],
  ['swapoff', 168, 225],
  ['acct', 163, 89],
  ['quotactl', 179, 60],
  ['quotactl_fd', 443, 443],
  ['syslog', 103, 116],
  ['settimeofday', 164, 170],
  ['clock_settime', 227, 112],
  ['clock_adjtime', 305, 266],
  ['adjtimex', 159, 171],
  ['vhangup', 153, 58],
  ['lookup_dcookie', 212, 18],
  ['move_pages', 279, 239],
  ['migrate_pages', 256, 238],
  ['iopl', 172, undefined],
  ['ioperm', 173, undefined],
  ['modify_ldt', 154, undefined],
  ['uselib', 134, undefined],
];

/** Numbers of the calls that are refused whatever their arguments. */
export function refusedCalls(arch: FilteredArch): number[] {
  return rows.flatMap(([, x64, arm64]) => (arch === 'x64' ? [x64] : arm64 === undefined ? [] : [arm64]));
}

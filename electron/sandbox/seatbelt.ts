import type { Mount } from './mounts.ts';

/** Everything the profile of one cage on macOS depends on. All paths are real: the system compares those. */
export interface SeatbeltPlan {
  /** Only `read` and `write` count: here nothing is mounted, and what is not named cannot be opened. */
  mounts: readonly Mount[];
  /** Its private temporary folder. */
  temporary: string;
  project: string | undefined;
  ownData: string;
  /** Port of this server's proxy on the machine's loopback. */
  proxyPort: number | undefined;
  spawn: boolean;
  command: string;
}

/** Programs, libraries and what they need to start. Of `/private/etc` and `/dev` only what is harmless. */
const systemFolders = [
  '/System',
  '/usr',
  '/bin',
  '/sbin',
  '/opt/homebrew',
  '/opt/local',
  '/nix/store',
  '/Library/Frameworks',
  '/Library/Apple',
  '/private/etc/ssl',
  '/private/var/db/timezone',
  '/private/var/db/dyld',
];
const systemFiles = [
  '/private/etc/localtime',
  '/private/etc/hosts',
  '/dev/random',
  '/dev/urandom',
  '/dev/null',
  '/dev/zero',
];
const writableDevices = ['/dev/null', '/dev/zero', '/dev/dtracehelper'];

/** Name lookup, logging and notices; not the keychain's (`com.apple.SecurityServer`, `com.apple.securityd`). */
const services = [
  'com.apple.system.opendirectoryd.libinfo',
  'com.apple.system.logger',
  'com.apple.system.notification_center',
  'com.apple.logd',
];

/**
 * A profile for `sandbox-exec -p`: everything is denied that no line allows, and of several lines that apply the last
 * counts, so what is hidden comes at the end. The language is documented by its use in the profiles of the system
 * (`/System/Library/Sandbox/Profiles`). It has not been run on a Mac by those who wrote it.
 */
export function seatbeltProfile(plan: SeatbeltPlan): string {
  const paths = (kind: Mount['kind']): string[] =>
    plan.mounts.filter((mount) => mount.kind === kind).map(({ path }) => path);
  const [read, write] = [paths('read'), [...paths('write'), plan.temporary]];
  const ancestors = new Set([...read, ...write, plan.command].flatMap(foldersAbove));
  return [
    '(version 1)',
    '(deny default)',
    plan.spawn ? '(allow process-exec process-fork)' : `(allow process-exec (literal ${quote(plan.command)}))`,
    '(allow process-info* signal (target same-sandbox))',
    '(allow sysctl-read)',
    `(allow mach-lookup ${services.map((name) => `(global-name ${quote(name)})`).join(' ')})`,
    `(allow file-read* ${subpaths([...systemFolders, ...read, ...write])} ${literals(systemFiles)})`,
    `(allow file-read-metadata ${literals(['/', '/private', '/private/var', '/private/etc', '/tmp', '/var', '/etc', '/dev', ...ancestors])})`,
    `(allow file-write* ${subpaths(write)})`,
    `(allow file-write-data file-ioctl ${literals(writableDevices)})`,
    ...(plan.proxyPort === undefined ? [] : [`(allow network-outbound (remote ip "localhost:${plan.proxyPort}"))`]),
    ...hidden(plan),
    '',
  ].join('\n');
}

/** By pattern, so files made later are hidden too. The folder with Git's settings must not be moved out of it. */
function hidden({ project, ownData, mounts }: SeatbeltPlan): string[] {
  const own = mounts.filter(({ kind, path }) => kind !== 'empty-folder' && path.startsWith(`${ownData}/`));
  const lines = [
    `(deny file-read* file-write* (subpath ${quote(ownData)}))`,
    ...own.map(({ path }) => `(allow file-read* (subpath ${quote(path)}))`),
  ];
  if (project === undefined) return lines;
  const inside = `^${pattern(project)}/(.*/)?`;
  return [
    ...lines,
    `(deny file-read* file-write* (regex ${quote(`${inside}\\.env[^/]*(/.*)?$`)}))`,
    `(deny file-read* file-write* (regex ${quote(`${inside}\\.git/(config|modules/)`)}))`,
    `(deny file-write-unlink (regex ${quote(`${inside}\\.git$`)}))`,
  ];
}

const subpaths = (paths: readonly string[]): string => paths.map((path) => `(subpath ${quote(path)})`).join(' ');
const literals = (paths: readonly string[]): string => paths.map((path) => `(literal ${quote(path)})`).join(' ');

/** A string of the profile's language; no path can end it and go on as rules. */
function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function pattern(path: string): string {
  return path.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}

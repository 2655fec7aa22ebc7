/** The server's variables, split by when they may take effect. */
export interface SplitEnvironment {
  /** Given to bubblewrap at spawn and inherited by the server. */
  inherited: Record<string, string>;
  /** Set inside the cage. Their values are arguments, which other users can read; a secret has no such name. */
  setInside: Record<string, string>;
}

/**
 * Variables that act on a loader, the C library or a shell: they would make bubblewrap and the shell before it run the
 * plugin's code outside the cage.
 */
const actsEarly =
  /^(?:LD_|GLIBC_|GCONV_PATH$|LOCPATH$|NLSPATH$|MALLOC_|RES_|HOSTALIASES$|BASH|ENV$|SHELLOPTS$|IFS$|PS4$)/;

/** Ways to services of this user. Nothing answers there, and without the names programs do not even try. */
const services = new Set([
  'DBUS_SESSION_BUS_ADDRESS',
  'XDG_RUNTIME_DIR',
  'SSH_AUTH_SOCK',
  'SSH_AGENT_PID',
  'GPG_AGENT_INFO',
  'GNOME_KEYRING_CONTROL',
  'DOCKER_HOST',
  'WAYLAND_DISPLAY',
  'DISPLAY',
]);

export function splitEnvironment(env: Readonly<Record<string, string>>): SplitEnvironment {
  const split: SplitEnvironment = { inherited: {}, setInside: {} };
  for (const [name, value] of Object.entries(env)) {
    if (services.has(name)) continue;
    (actsEarly.test(name) ? split.setInside : split.inherited)[name] = value;
  }
  return split;
}

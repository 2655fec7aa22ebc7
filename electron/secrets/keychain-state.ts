import type { KeychainState } from '#contract/secrets';
import type { KeychainOutcome } from './keychain.ts';

/** The state of the keychain in words, with what to do about it on this system. */
export function keychainState(
  outcome: KeychainOutcome,
  platform: NodeJS.Platform = process.platform,
  hasScreen: boolean = hasDisplay(),
): KeychainState {
  if (outcome.ok) return { state: 'ready', detail: 'The keychain answers.' };
  const detail = `${words[outcome.state]} (${withoutStop(outcome.why)}). Nothing is stored anywhere else instead.`;
  const remedy = outcome.state === 'locked' && platform === 'linux' && !hasScreen ? noScreen : remedies[outcome.state];
  return { state: outcome.state, detail, remedy: typeof remedy === 'string' ? remedy : remedy[systemOf(platform)] };
}

const words = {
  locked: 'The keychain is locked',
  waiting: 'The keychain waits for you',
  none: 'There is no keychain that can be used',
} as const;

const noScreen =
  'There is no screen to ask for its password on. Unlock it in a desktop session, or here with "gnome-keyring-daemon --unlock", which reads the password from its input.';

const remedies = {
  locked: {
    linux: 'Unlock the keyring named "Login" (Passwords and Keys, or KWallet) and look again.',
    darwin: 'Unlock the login keychain in Keychain Access and look again.',
    win32: 'Sign in again so that Credential Manager is open, and look again.',
  },
  waiting: {
    linux: 'Answer the prompt of the keyring, which may be behind this window, and look again.',
    darwin: 'Answer the prompt of Keychain Access, which may be behind this window, and look again.',
    win32: 'Answer the prompt of Windows, which may be behind this window, and look again.',
  },
  none: {
    linux:
      'Install and start a secret service (gnome-keyring or KWallet) and the library libsecret (Debian: libsecret-1-0), and start Gatehouse inside the desktop session, where DBUS_SESSION_BUS_ADDRESS is set.',
    darwin: 'Look in Keychain Access whether a login keychain exists.',
    win32: 'Look whether the service "Credential Manager" runs.',
  },
} as const;

function systemOf(platform: NodeJS.Platform): 'linux' | 'darwin' | 'win32' {
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux';
}

function hasDisplay(): boolean {
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

function withoutStop(text: string): string {
  return text.trim().replace(/\.$/, '');
}

import { AppError } from '#contract/errors';
import type { Input, Output } from '#contract/methods';
import type { KeychainState, PlainSecret, Secret } from '#contract/secrets';
import { home } from './sample-plugins.ts';

const states: Record<string, KeychainState> = {
  ready: { state: 'ready', detail: 'The keychain answers.' },
  locked: {
    state: 'locked',
    detail: 'The keychain is locked (Object does not exist at path "/"). Nothing is stored anywhere else instead.',
    remedy: 'Unlock the keyring named "Login" (Passwords and Keys, or KWallet) and look again.',
  },
  waiting: {
    state: 'waiting',
    detail: 'The keychain waits for you (It gave no answer in 4 s). Nothing is stored anywhere else instead.',
    remedy: 'Answer the prompt of the keyring, which may be behind this window, and look again.',
  },
  none: {
    state: 'none',
    detail: 'There is no keychain that can be used (no bus). Nothing is stored anywhere else instead.',
    remedy: 'Install and start a secret service (gnome-keyring or KWallet) and the library libsecret.',
  },
};

const findings: PlainSecret[] = [
  {
    ...{ agent: 'claude-code', plugin: 'claude-code:mcp/github@user', server: 'github', project: null },
    ...{ variable: 'GITHUB_TOKEN', part: 'env', rule: 'github-pat', canMove: true },
    ...{ file: `${home}/.claude.json`, line: 14 },
  },
  {
    ...{ agent: 'codex', project: null, variable: 'SHOP_SECRET', part: 'env', rule: 'secret', canMove: false },
    ...{ file: `${home}/.codex/config.toml`, line: 31, advice: 'Every program the agent starts gets it.' },
  },
];

/** Handlers of a keychain in the given state, behind a serve session or the desktop window. */
export function madeSecrets(state: string, door: string) {
  const keychain = states[state] ?? { state: 'ready', detail: 'The keychain answers.' };
  let secrets: Secret[] = [
    {
      ...{ plugin: 'claude-code:plugin/context7@market', variable: 'CONTEXT7_API_KEY' },
      ...{ created: '2026-11-09T10:00:00.000Z', lastUsed: '2026-11-23T08:30:00.000Z' },
    },
    {
      ...{ plugin: 'codex:mcp/a-server-with-a-rather-long-name-that-is-cut@user', variable: 'LINEAR_API_KEY' },
      created: '2026-11-14T10:00:00.000Z',
    },
    {
      ...{ plugin: 'claude-code:mcp/gone@user', variable: 'A_VARIABLE_WHOSE_NAME_IS_LONGER_THAN_ITS_COLUMN_CAN_SHOW' },
      ...{ created: '2026-10-02T10:00:00.000Z', replaced: '2026-11-20T10:00:00.000Z' },
    },
  ];
  const isOther = (name: Input<'secrets.delete'>) => (each: Secret) =>
    each.plugin !== name.plugin || each.variable !== name.variable;
  const mustBeReady = () => {
    if (keychain.state !== 'ready') throw new AppError('unavailable', `${keychain.detail} ${keychain.remedy ?? ''}`);
  };
  return {
    'app.info': (): Output<'app.info'> => ({
      ...{ version: '0.1.0', platform: 'linux', home, isSample: false, canSwitch: true },
      ...{ door: door === 'desktop' ? 'desktop' : 'serve', canSetSecrets: door === 'desktop' },
    }),
    'secrets.state': () => keychain,
    'secrets.list': () => ({ secrets }),
    'secrets.findings': () => ({ findings }),
    'secrets.set': ({ plugin, variable }: Input<'secrets.set'>) => {
      mustBeReady();
      const created = new Date().toISOString();
      secrets = [...secrets.filter(isOther({ plugin, variable })), { plugin, variable, created }];
      return {};
    },
    'secrets.delete': (name: Input<'secrets.delete'>) => {
      mustBeReady();
      secrets = secrets.filter(isOther(name));
      return {};
    },
  };
}

import { mountGatehouse } from '#renderer/app/mount.tsx';
import { crowd } from '../crowd.ts';
import { type FakeClient, fakeMainSide } from '../fake-client.ts';
import { type MadeHistory, madeHistory } from '../made-history.ts';
import { madeSecrets } from '../made-secrets.ts';
import { pastChanges } from '../past-changes.ts';
import { home } from '../sample-plugins.ts';

declare global {
  interface Window {
    /** For scripts that drive the page. */
    client: FakeClient;
    made: MadeHistory;
  }
}

/** The real renderer over a made-up main side; `?case=` and `?rows=` choose what it says. */
const params = new URLSearchParams(window.location.search);
const which = params.get('case');
const agents = (['claude-code', 'codex'] as const).map((id) => ({
  ...{ id, found: false, root: `${home}/.${id === 'codex' ? 'codex' : 'claude'}`, problems: [] },
  looked: [
    { path: `${home}/.${id === 'codex' ? 'codex' : 'claude'}`, result: 'Not there' },
    { path: id === 'codex' ? 'CODEX_HOME' : 'CLAUDE_CONFIG_DIR', result: 'Not set' },
  ],
}));
const client = fakeMainSide(
  which === 'no-agent' ? [] : crowd(Number(params.get('rows') ?? 150)),
  which === 'no-agent' ? { agents } : {},
  which !== 'read-only',
  which === 'journal' ? pastChanges : [],
);
const madeCalls = Number(params.get('made') ?? 2_000);
const made = madeHistory(madeCalls, madeCalls === 0 ? Date.now() : Date.now() - 60_000);
window.made = made;
addHandlers(client, made);
if (which === 'importing') {
  const status = { ...made.status(), state: 'importing' as const };
  const [files, bytes] = [
    { done: 214, total: 842 },
    { done: 0.9e9, total: 3.1e9 },
  ];
  client.handlers['history.status'] = () => ({ ...status, files, bytes });
}
if (which === 'loading') client.handlers['inventory.snapshot'] = () => new Promise(() => {});
if (which === 'refused' || which === 'stale') client.enter(which);
const keychain = params.get('keychain');
if (keychain !== null) Object.assign(client.handlers, madeSecrets(keychain, params.get('door') ?? 'serve'));
client.writeMs = Number(params.get('write') ?? 120);
window.client = client;
mountGatehouse(client, window);

function addHandlers(to: FakeClient, { handlers }: MadeHistory): void {
  const context = { signal: new AbortController().signal, scopes: new Set<never>() };
  for (const [name, handler] of Object.entries(handlers)) {
    const answer = handler as (input: unknown, context: unknown) => unknown;
    Object.assign(to.handlers, { [name]: (input: unknown) => answer(input, context) });
  }
}

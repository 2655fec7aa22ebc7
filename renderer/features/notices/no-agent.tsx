import type { AgentInfo } from '#contract/plugin';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { agentNames } from '#renderer/lib/words.ts';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse, useInventory } from '#renderer/store/gatehouse-context.ts';
import { messageOf } from '#renderer/store/message-of.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { PathOrWords } from './path-or-words.tsx';

/** What was looked for, where, with which result, and one thing to do. */
export function NoAgent({ agents }: { agents: readonly AgentInfo[] }) {
  const home = useInventory((state) => state.snapshot?.home ?? '');
  return (
    <section className="mx-auto w-full max-w-[43rem] overflow-y-auto px-4 pt-22 pb-6">
      <h2 className="mb-1 text-page font-semibold">No agent found in this home</h2>
      <p className="wrap-anywhere text-muted">
        Gatehouse shows the plugins of Claude Code and Codex. It looked in these places below{' '}
        <VisibleText text={home} /> and changed nothing.
      </p>
      <table className="my-4 w-full table-fixed border-t border-line">
        <colgroup>
          <col className="w-28" />
          <col />
          <col className="w-52" />
        </colgroup>
        <thead className="sr-only">
          <tr>
            <th>Agent</th>
            <th>Place</th>
            <th>Result</th>
          </tr>
        </thead>
        <tbody>
          {agents.flatMap((agent) =>
            agent.looked.map((place, index) => (
              <tr key={`${agent.id} ${place.path}`} className="h-(--row) border-b border-line">
                <td className="pr-3">{index === 0 ? agentNames[agent.id] : ''}</td>
                <td className="pr-3">
                  <PathOrWords text={place.path} />
                </td>
                <td className="text-muted">
                  <VisibleText text={place.result} />
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
      <OpenSample />
      <p className="mt-4 text-small text-muted">If you install an agent now, this page fills by itself.</p>
    </section>
  );
}

function OpenSample() {
  const { client, say } = useGatehouse();
  const paused = useConnection(lockReason);
  const open = async () => {
    try {
      await client.call('app.openSample', {});
    } catch (error) {
      say(visibleString(messageOf(error)));
    }
  };
  const button = (
    <Button look="main" aria-disabled={paused !== undefined} onClick={() => void open()}>
      Open the sample
    </Button>
  );
  return (
    <div className="flex items-center gap-3">
      {paused === undefined ? button : <Tip text={paused}>{button}</Tip>}
      <span className="text-small text-muted">A made-up home in a temporary copy; yours is not touched.</span>
    </div>
  );
}

import type { App } from '#app/app';
import type { Approval } from '#contract/approvals';

/** One message of the desktop. */
export interface Notice {
  on(event: 'click', listener: () => void): void;
  show(): void;
  close(): void;
}

export interface NoticeParts {
  gatehouse: Pick<App, 'subscribe'>;
  /** Whether somebody looks at the window: then it says it itself. */
  isLookedAt(): boolean;
  /** Brings the window forward. */
  raise(): void;
  /** Undefined where the desktop shows none. */
  create: ((text: { title: string; body: string }) => Notice) | undefined;
}

/** More new ones at once become one message. */
const MOST_SINGLE = 3;
const LONGEST = 120;

/**
 * Says on the desktop that a call waits for a yes. A click only brings the window forward: no answer can be given outside of
 * it. A message goes again with the last call it was about. Returns its stop.
 */
export function noticeApprovals({ gatehouse, isLookedAt, raise, create }: NoticeParts): () => void {
  const shown = new Map<Notice, ReadonlySet<string>>();
  let known: ReadonlySet<string> = new Set();
  const tell = (about: readonly Approval[], text: { title: string; body: string }): void => {
    const notice = create?.(text);
    if (notice === undefined) return;
    notice.on('click', raise);
    notice.show();
    shown.set(notice, new Set(about.map(({ id }) => id)));
  };
  const take = (waiting: readonly Approval[]): void => {
    const ids = new Set(waiting.map(({ id }) => id));
    for (const [notice, about] of shown) {
      if ([...about].some((id) => ids.has(id))) continue;
      notice.close();
      shown.delete(notice);
    }
    const fresh = waiting.filter(({ id }) => !known.has(id));
    known = ids;
    if (isLookedAt() || fresh.length === 0) return;
    if (fresh.length > MOST_SINGLE) {
      tell(fresh, { title: `${fresh.length} calls wait for your yes`, body: 'Each is denied when nobody answers.' });
    } else for (const each of fresh) tell([each], textOf(each));
  };
  const stop = gatehouse.subscribe((event, payload) => {
    if (event === 'approvals.changed' && 'approvals' in payload) take(payload.approvals);
  });
  return () => {
    stop();
    for (const notice of shown.keys()) notice.close();
    shown.clear();
  };
}

const agents: Record<Approval['agent'], string> = { 'claude-code': 'Claude Code', codex: 'Codex' };

/** Names come from a plugin: nothing of them but plain text is shown, and not much of it. Arguments stay in the window. */
function textOf({ agent, tool, server }: Approval): { title: string; body: string } {
  return { title: `${agents[agent]} waits for your yes`, body: plain(`${tool} of ${server}`) };
}

function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').slice(0, LONGEST);
}

import type { Suggestion } from '#contract/history';
import type { Client } from '#rpc/client';

/** What could stand at the caret; nothing when it cannot be asked. Only the newest question is answered. */
export function createCompleter(
  client: Client,
): (query: string, caret: number) => Promise<readonly Suggestion[] | undefined> {
  let turn = 0;
  return async (query, caret) => {
    turn += 1;
    const mine = turn;
    try {
      const { suggestions } = await client.call('history.complete', { query, caret });
      return turn === mine ? suggestions : undefined;
    } catch {
      return turn === mine ? [] : undefined;
    }
  };
}

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExportFormat } from '#contract/history';
import type { Client } from '#rpc/client';
import { messageOf } from './message-of.ts';

/** The export under way; undefined for none. */
export interface ExportState {
  running: { format: ExportFormat; rows: number; total: number } | undefined;
}

export interface Exporting {
  store: StoreApi<ExportState>;
  /** `total` is how many rows are to be expected. One export at a time; a second one is not begun. */
  start(query: string, format: ExportFormat, total: number): Promise<void>;
  cancel(): void;
}

export interface ExportNeeds {
  client: Client;
  save: (name: string, text: Blob) => void;
  say: (text: string) => void;
  now: () => Date;
}

const types: Record<ExportFormat, string> = { jsonl: 'application/x-ndjson', csv: 'text/csv' };

/** Reads page after page and hands over one file. Nothing is saved when it is cancelled or fails. */
export function createExporting({ client, save, say, now }: ExportNeeds): Exporting {
  const store = createStore<ExportState>()(() => ({ running: undefined }));
  let request: AbortController | undefined;

  async function collect(query: string, format: ExportFormat, total: number, signal: AbortSignal): Promise<string[]> {
    const texts: string[] = [];
    let cursor: number | undefined;
    let rows = 0;
    do {
      const input = cursor === undefined ? { query, format } : { query, format, cursor };
      const page = await client.call('history.export', input, { signal });
      texts.push(page.text);
      rows += page.text.split('\n').length - 1;
      store.setState({ running: { format, rows: Math.min(rows, total), total } });
      cursor = page.next;
    } while (cursor !== undefined);
    return texts;
  }

  return {
    store,
    async start(query, format, total) {
      if (store.getState().running !== undefined) return;
      request = new AbortController();
      const { signal } = request;
      store.setState({ running: { format, rows: 0, total } });
      try {
        const texts = await collect(query, format, total, signal);
        save(`tool-calls-${now().toISOString().slice(0, 10)}.${format}`, new Blob(texts, { type: types[format] }));
        say(`Exported ${total.toLocaleString('en')} calls`);
      } catch (error) {
        say(signal.aborted ? 'The export was cancelled, nothing was saved' : `The export failed: ${messageOf(error)}`);
      } finally {
        store.setState({ running: undefined });
      }
    },
    cancel: () => request?.abort(),
  };
}

/** Lets the browser save it, as a download of the page. */
export function saveAsDownload(page: Window): ExportNeeds['save'] {
  return (name, text) => {
    const link = page.document.createElement('a');
    const address = URL.createObjectURL(text);
    link.href = address;
    link.download = name;
    link.click();
    page.setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
}

import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FilePage, FileTree } from '#contract/files';
import { appendText, type FileLines, type HexRow, hexRows, noLines } from '#renderer/lib/file-lines.ts';
import type { Client } from '#rpc/client';
import { useGatehouse } from './gatehouse-context.ts';
import { messageOf } from './message-of.ts';
import { steady } from './steady.ts';
import type { ViewStore } from './view.ts';

interface Parts {
  client: Client;
  view: ViewStore;
}

export interface TreesState {
  /** Undefined until they were read once. */
  trees: readonly FileTree[] | undefined;
  failure: string | undefined;
}

/** The folders of one plugin, read again when files change and when the window is looked at again. Nothing before `start`. */
export function followTrees({ client, view }: Parts, id: string) {
  const store: StoreApi<TreesState> = createStore<TreesState>()(() => ({ trees: undefined, failure: undefined }));
  const start = () => {
    const following = steady(async () => {
      try {
        const { trees } = await client.call('files.tree', { id, project: view.getState().project });
        store.setState({ trees, failure: undefined });
      } catch (error) {
        store.setState({ failure: messageOf(error) });
      }
    }, 300);
    following.ask();
    const looked = () => document.visibilityState === 'visible' && following.ask();
    window.addEventListener('focus', looked);
    const stops = [
      client.on('inventory.changed', following.ask),
      view.subscribe((state, before) => state.project !== before.project && following.ask()),
      () => window.removeEventListener('focus', looked),
      following.stop,
    ];
    return () => stops.forEach((stop) => stop());
  };
  return { store, start };
}

export function useTrees(id: string): TreesState {
  const { client, view } = useGatehouse();
  const { store, start } = useMemo(() => followTrees({ client, view }, id), [client, view, id]);
  useEffect(start, [start]);
  return useStore(store);
}

/** Bytes that are read without being asked for, so that what is hidden in a file of usual size is counted in full. */
const READ_AT_ONCE = 2 * 1024 * 1024;

/** Bytes of one file that are held; the rest is for an editor. */
const HELD_BYTES = 16 * 1024 * 1024;

export interface FileState {
  /** What the first page says of the file; undefined until it came. */
  about: Omit<FilePage, 'text' | 'hex'> | undefined;
  lines: FileLines;
  bytes: readonly HexRow[];
  /** Where the next page begins; null: everything is here. */
  next: number | null;
  /** More is there than is held. */
  isTooLarge: boolean;
  isClean: boolean;
  failure: string | undefined;
}

const nothingRead: FileState = {
  ...{ about: undefined, lines: noLines, bytes: [], next: 0, isTooLarge: false, isClean: true, failure: undefined },
};

/** One file, page by page as more is wanted; read again from its start when it became another. */
export function openFile({ client, view }: Parts, place: { id: string; root: string; path: string }) {
  const store: StoreApi<FileState> = createStore<FileState>()(() => nothingRead);
  let isOver = false;
  const read = async (offset: number) => {
    const page = await client.call('files.read', { ...place, project: view.getState().project, offset });
    const before = store.getState();
    const { text, hex, ...about } = page;
    const isOther = before.about !== undefined && isChanged(before.about, about);
    if (isOver) return;
    if (isOther && offset > 0) {
      store.setState(nothingRead, true);
      await read(0);
      return;
    }
    const from = offset === 0 ? nothingRead : before;
    const isTooLarge = page.next !== null && page.next >= HELD_BYTES;
    store.setState({
      ...{ about, failure: undefined, isTooLarge, next: isTooLarge ? null : page.next },
      isClean: from.isClean && page.isClean,
      lines: appendText(from.lines, text),
      bytes: [...from.bytes, ...hexRows(offset, hex)],
    });
  };
  let tail: Promise<unknown> = Promise.resolve();
  /** One read after the other: pages are put behind each other. */
  const inLine = <T>(work: () => Promise<T>): Promise<T> => {
    const next = tail.then(work);
    tail = next;
    return next;
  };
  const readNext = async (): Promise<boolean> => {
    const { next } = store.getState();
    if (isOver || next === null) return false;
    try {
      await read(next);
      return true;
    } catch (error) {
      if (!isOver) store.setState({ failure: messageOf(error), next: null });
      return false;
    }
  };
  /** Reads the next page, when there is one; true when something came. */
  const more = () => inLine(readNext);
  /** Reads until `is` says enough, or to the end. */
  const until = async (isEnough: (state: FileState) => boolean): Promise<void> => {
    while (!isEnough(store.getState()) && (await more()));
  };
  const lookAgain = async (): Promise<void> => {
    if (isOver) return;
    const { about } = store.getState();
    try {
      const now = await client.call('files.read', { ...place, project: view.getState().project, offset: 0 });
      if (about === undefined || isChanged(about, now)) await read(0);
    } catch (error) {
      if (!isOver) store.setState({ ...nothingRead, failure: messageOf(error), next: null });
    }
  };
  /** Looks whether the file became another; then it is read anew. */
  const again = () => inLine(lookAgain);
  const start = () => {
    isOver = false;
    void until(({ next }) => next === null || next >= READ_AT_ONCE);
    const looked = () => document.visibilityState === 'visible' && void again();
    window.addEventListener('focus', looked);
    const stops = [
      client.on('inventory.changed', () => void again()),
      () => window.removeEventListener('focus', looked),
    ];
    return () => {
      isOver = true;
      stops.forEach((stop) => stop());
    };
  };
  return { store, start, more, until };
}

function isChanged(a: Pick<FilePage, 'size' | 'modified'>, b: Pick<FilePage, 'size' | 'modified'>): boolean {
  return a.size !== b.size || a.modified !== b.modified;
}

export interface OpenFile extends FileState {
  more(): Promise<boolean>;
  until(isEnough: (state: FileState) => boolean): Promise<void>;
}

export function useFile(id: string, root: string, path: string): OpenFile {
  const { client, view } = useGatehouse();
  const { store, start, more, until } = useMemo(
    () => openFile({ client, view }, { id, root, path }),
    [client, view, id, root, path],
  );
  useEffect(start, [start]);
  return { ...useStore(store), more, until };
}

import { type ReactNode, useCallback } from 'react';
import { lockReason } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { messageOf } from '#renderer/store/message-of.ts';
import { FileOpenerContext } from '#renderer/ui/path-roots.ts';

/** Lets every file that is named below it be opened, where the session may do that; what came of it is said in the status bar. */
export function FileOpener({ children }: { children: ReactNode }) {
  const { client, view, say } = useGatehouse();
  const isLocked = useConnection((state) => lockReason(state) !== undefined);
  const open = useCallback(
    (file: string, line: number | undefined) => {
      const place = { file, project: view.getState().project, ...(line === undefined ? {} : { line }) };
      client.call('files.open', place).then(
        ({ by, editor }) =>
          say(by === 'editor' ? `Opened in ${editor ?? 'your editor'}` : 'No editor was found: shown in its folder'),
        (error: unknown) => say(messageOf(error)),
      );
    },
    [client, view, say],
  );
  return <FileOpenerContext value={isLocked ? undefined : open}>{children}</FileOpenerContext>;
}

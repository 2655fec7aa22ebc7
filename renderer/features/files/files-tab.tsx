import { useState } from 'react';
import type { FileTree } from '#contract/files';
import { firstOpen, placeIn } from '#renderer/lib/file-tree.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { useTrees } from '#renderer/store/plugin-files.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { FileView } from './file-view.tsx';
import { TreeView } from './tree-view.tsx';

/** Every file of a plugin with its size, and one of them as it really is: nothing in it is hidden. */
export function FilesTab({ id }: { id: string }) {
  const { trees, failure } = useTrees(id);
  if (trees === undefined) {
    if (failure === undefined) return null;
    return (
      <div className="px-4 pt-3">
        <Note tone="danger">Its files could not be listed: {visibleString(failure)}</Note>
      </div>
    );
  }
  if (trees.length === 0) return <Nothing />;
  return <Shown id={id} trees={trees} failure={failure} />;
}

function Shown({ id, trees, failure }: { id: string; trees: readonly FileTree[]; failure: string | undefined }) {
  const { view } = useGatehouse();
  const file = useView((state) => state.file);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => firstOpen(trees));
  const [active, setActive] = useState<string | undefined>(file ?? undefined);
  const [query, setQuery] = useState('');
  const back = () => view.setState({ file: null, fileLine: null });
  if (file === null) {
    const show = (path: string) => view.setState({ file: path, fileLine: null });
    return <TreeView {...{ trees, failure, open, setOpen, active, setActive, query, setQuery, show }} />;
  }
  const place = placeIn(trees, file);
  if (place !== undefined) return <FileView key={file} id={id} file={file} {...place} back={back} />;
  return (
    <div className="grid grid-cols-1 justify-items-start gap-2 px-4 pt-3">
      <p className="wrap-anywhere">{visibleString(file)} is no file of this plugin.</p>
      <Button onClick={back}>Show its files</Button>
    </div>
  );
}

function Nothing() {
  return (
    <div className="px-4 pt-3">
      <p className="text-title font-semibold">No files of its own</p>
      <p className="pt-0.5 text-muted">
        It is an entry of a settings file, or nothing of it is installed. Overview names the file it comes from.
      </p>
    </div>
  );
}

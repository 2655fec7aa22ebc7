import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { LaunchPreview } from '#contract/inspect';
import { useConnection, useGatehouse, useInventory } from '#renderer/store/gatehouse-context.ts';
import { targetKey } from '#renderer/store/inspections.ts';
import { Note } from '#renderer/ui/note.tsx';
import { FileLink } from '#renderer/ui/path-text.tsx';
import { Section } from '#renderer/ui/section.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { StartButtons } from './start-buttons.tsx';

/** What would run and what it could touch, and the button that starts it. */
export function BeforeStart({ id, server }: { id: string; server: string }) {
  const { inspections } = useGatehouse();
  const project = useInventory((state) => state.snapshot?.project ?? null);
  const isOpen = useConnection((state) => state.link === 'open');
  const preview = useStore(inspections.store, ({ previews }) => previews.get(targetKey({ id, server })));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another project, or a new connection, may give another answer
  useEffect(() => void (isOpen && inspections.preview({ id, server })), [inspections, id, server, project, isOpen]);
  return (
    <>
      <p className="pt-3 text-title font-semibold">Not running here</p>
      <p className="pt-0.5 text-muted">
        Start it to see its tools, what they cost, and what it tries to touch. Its agent is not involved.
      </p>
      {preview !== undefined && 'failure' in preview && (
        <div className="pt-3">
          <Note tone="danger">
            <VisibleText text={preview.failure} lines />
          </Note>
        </div>
      )}
      {preview !== undefined && 'command' in preview && <Preview preview={preview} />}
      <StartButtons
        id={id}
        server={server}
        isBlocked={preview === undefined || !isStartable(preview)}
        isRemote={preview !== undefined && 'command' in preview && preview.isRemote}
      />
    </>
  );
}

function isStartable(preview: LaunchPreview | { failure: string }): boolean {
  return 'command' in preview && preview.obstacle === undefined;
}

function Preview({ preview }: { preview: LaunchPreview }) {
  const { command, file, cwd, cage, obstacle, isUncaged, isRemote, env, path } = preview;
  return (
    <>
      {obstacle !== undefined && (
        <div className="pt-3">
          <Note tone="warn">
            <VisibleText text={obstacle.reason} lines /> <VisibleText text={obstacle.remedy} lines />
          </Note>
        </div>
      )}
      {isUncaged && (
        <div className="pt-3">
          <Note tone="danger">It would run as you, without a cage: there is none here, and you allowed that.</Note>
        </div>
      )}
      <Section title={isRemote ? 'What would be asked' : 'What would run'}>
        <code className="block rounded-chip bg-sunken px-2 py-[3px] text-small/[1.125rem] wrap-anywhere whitespace-pre-wrap">
          <VisibleText text={command.join(' ')} lines />
        </code>
        <p className="flex pt-1 text-faint">
          <FileLink path={file} />
        </p>
      </Section>
      {cage.length > 0 && (
        <Section title={isRemote ? 'Gatehouse then' : 'In a cage that'}>
          <Sentences sentences={cage} />
        </Section>
      )}
      <details className="pt-3 text-small text-muted">
        <summary className="select-none hover:text-fg">
          {isRemote ? 'What it is sent' : 'Where it starts, and what it is told'}
        </summary>
        <dl className="grid grid-cols-[5rem_minmax(0,1fr)] gap-x-2 pt-1 leading-5">
          {cwd !== undefined && <Row name="Folder" text={cwd} />}
          <Row name={isRemote ? 'Headers' : 'Variables'} text={env.join(', ') || 'none'} />
          {!isRemote && <Row name="PATH" text={path} />}
        </dl>
      </details>
    </>
  );
}

function Row({ name, text }: { name: string; text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="font-mono wrap-anywhere text-fg">
        <VisibleText text={text} />
      </dd>
    </>
  );
}

function Sentences({ sentences }: { sentences: readonly string[] }) {
  return (
    <ul>
      {sentences.map((sentence) => (
        <li key={sentence} className="py-0.5 text-small/5 wrap-anywhere">
          <VisibleText text={sentence} />
        </li>
      ))}
    </ul>
  );
}

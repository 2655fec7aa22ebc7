import { useState } from 'react';
import type { SecretSource } from '#contract/secrets';
import { agoText } from '#renderer/lib/call-words.ts';
import { dayText, type SourceState, sourceHints, sourceState, sourceWords } from '#renderer/lib/secret-words.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { setLock } from '#renderer/store/connection.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { useSecretSources } from '#renderer/store/secret-sources.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { FileLink } from '#renderer/ui/path-text.tsx';
import { Section } from '#renderer/ui/section.tsx';
import { type Shape, StateShape } from '#renderer/ui/state-word.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { HowToStore } from './how-to-store.tsx';
import { MoveButton, MoveFailure } from './move-button.tsx';
import { SecretActions } from './row-actions.tsx';

const shapes: Record<SourceState, Shape> = {
  keychain: 'enabled',
  plain: 'broken',
  file: 'enabled',
  agent: 'enabled',
  missing: 'missing',
};

/** The variables of one plugin's servers, and where each comes from. */
export function PluginSecrets({ id }: { id: string }) {
  const { sources, failure } = useSecretSources(id);
  if (failure !== undefined) {
    return (
      <div className="pt-3">
        <Note tone="danger">
          Its variables could not be read: <VisibleText text={failure} />
        </Note>
      </div>
    );
  }
  if (sources === undefined) return null;
  const servers = [...new Set(sources.map(({ server }) => server))];
  return (
    <>
      {sources.length === 0 && <Nothing />}
      {servers.map((server) => (
        <Section
          key={server ?? ''}
          title={server === undefined ? 'Stored for it, named by no server' : visibleString(server)}
        >
          <ul>
            {sources
              .filter((each) => each.server === server)
              .map((source) => (
                <Source key={source.variable} plugin={id} source={source} />
              ))}
          </ul>
        </Section>
      ))}
      <div className="pt-6">
        <HowToStore plugin={id} />
      </div>
    </>
  );
}

function Nothing() {
  return (
    <>
      <p className="pt-3 text-title font-semibold">No variables</p>
      <p className="pt-0.5 text-muted">
        Its servers name no variable and no header. What a guarded server gets beyond that is what is stored for it.
      </p>
    </>
  );
}

function Source({ plugin, source }: { plugin: string; source: SecretSource }) {
  const { variable, plain, secret } = source;
  const state = sourceState(source);
  return (
    <li className="border-b border-line py-1.5">
      <div className="flex min-h-(--control) items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-mono text-small" title={visibleString(variable)}>
          <VisibleText text={variable} />
        </span>
        <Tip text={sourceHints[state]}>
          <span className="flex flex-none items-center gap-1.5">
            <StateShape shape={shapes[state]} />
            {sourceWords[state]}
          </span>
        </Tip>
      </div>
      {plain !== undefined && (
        <p className="flex min-w-0 text-muted">
          <FileLink path={plain.file} line={plain.line} />
        </p>
      )}
      {plain?.advice !== undefined && (
        <p className="text-small text-muted">
          <VisibleText text={plain.advice} />
        </p>
      )}
      {secret !== undefined && <Kept secret={secret} isPlainToo={plain !== undefined} />}
      <Actions plugin={plugin} source={source} />
      {plain !== undefined && <MoveFailure finding={plain} />}
    </li>
  );
}

function Kept({ secret, isPlainToo }: { secret: NonNullable<SecretSource['secret']>; isPlainToo: boolean }) {
  const [now] = useState(() => Date.now());
  const { created, replaced, lastUsed } = secret;
  const used = lastUsed === undefined ? 'never used' : `last used ${agoText(Date.parse(lastUsed), now)} ago`;
  return (
    <p className="text-small text-muted">
      {isPlainToo && 'In the keychain too, which a guarded server gets. '}
      Stored {dayText(replaced ?? created)}, {used}
    </p>
  );
}

function Actions({ plugin, source }: { plugin: string; source: SecretSource }) {
  const { ask } = useGatehouse().secrets;
  const cannotSet = useConnection(setLock);
  const { variable, plain, secret } = source;
  const isMissing = sourceState(source) === 'missing';
  return (
    <div className="flex justify-end gap-1 pt-0.5 empty:hidden">
      {plain?.canMove === true && <MoveButton finding={plain} />}
      {isMissing && cannotSet === undefined && (
        <Button look="plain" onClick={() => ask.askSet({ plugin, variable })}>
          Store a value…
        </Button>
      )}
      {secret !== undefined && <SecretActions name={{ plugin, variable }} />}
    </div>
  );
}

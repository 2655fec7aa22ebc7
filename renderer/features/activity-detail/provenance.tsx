import { Copy, FolderOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CallDetail } from '#contract/history';
import { copyText } from '#renderer/lib/copy-text.ts';
import { agentNames } from '#renderer/lib/words.ts';
import { useConnection, useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { FileLink } from '#renderer/ui/path-text.tsx';
import { Fact, Facts, Section } from '#renderer/ui/section.tsx';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

export function Provenance({ call }: { call: CallDetail }) {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Written as', call.name === call.tool ? undefined : call.name],
    ['Server', call.server],
    ['Plugin version', call.pluginVersion],
    ['Git branch', call.branch],
    ['Model', call.model],
    ['Agent version', call.agentVersion],
    ['Session', call.session],
    ['Call id', call.callId],
    ['Decided', call.gatehouse === undefined ? undefined : decidedText(call.gatehouse.decision)],
    ['Run', call.gatehouse?.run],
  ];
  return (
    <Section title="Where this record came from">
      <Facts>
        {call.source === 'runtime' && (
          <Fact name="Runtime">
            seen by Gatehouse itself, on its way{call.gatehouse !== undefined && placeText(call.gatehouse)}
          </Fact>
        )}
        {call.file !== undefined && (
          <Fact name="Transcript">
            <CopyablePath id={call.id} path={call.file} line={call.line} />
          </Fact>
        )}
        {facts.map(([name, value]) => value !== undefined && <TextFact key={name} name={name} value={value} />)}
      </Facts>
      {call.file !== undefined && (
        <p className="pt-1 text-small text-faint">
          Kept here also after {agentNames[call.agent]} has deleted this transcript.
        </p>
      )}
    </Section>
  );
}

function placeText({ isCaged, host }: NonNullable<CallDetail['gatehouse']>): ReactNode {
  if (host === undefined) return isCaged ? '' : ', to a server that is not caged';
  return (
    <>
      , to a server at <VisibleText text={host} />
    </>
  );
}

function decidedText({ effect, by, rule }: NonNullable<CallDetail['gatehouse']>['decision']): string {
  return `${effect}, by ${by}${rule === undefined ? '' : `, rule ${rule}`}`;
}

function TextFact({ name, value }: { name: string; value: string }): ReactNode {
  return (
    <Fact name={name}>
      <span className="font-mono text-small">
        <VisibleText text={value} />
      </span>
    </Fact>
  );
}

function CopyablePath({ id, path, line }: { id: number; path: string; line: number | undefined }) {
  const { say, history } = useGatehouse();
  const canAct = useConnection((state) => state.info?.canSwitch === true);
  const copy = () => {
    void copyText(path).then((isCopied) =>
      say(isCopied ? 'Copied the path of the transcript' : 'The path could not be copied.'),
    );
  };
  return (
    <span className="flex h-6 min-w-0 items-center gap-1">
      <span className="flex min-w-0 flex-1">
        <FileLink path={path} />
      </span>
      {line !== undefined && <span className="flex-none font-mono text-small text-muted">line {line}</span>}
      <Tip text="Copy the path">
        <Button look="plain" className="h-6" aria-label="Copy the path" onClick={copy}>
          <Copy className="size-3.5" strokeWidth={1.6} aria-hidden="true" />
        </Button>
      </Tip>
      {canAct && (
        <Tip text="Show in its folder">
          <Button look="plain" className="h-6" aria-label="Show in its folder" onClick={() => void history.reveal(id)}>
            <FolderOpen className="size-3.5" strokeWidth={1.6} aria-hidden="true" />
          </Button>
        </Tip>
      )}
    </span>
  );
}

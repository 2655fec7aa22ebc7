import { Dialog } from 'radix-ui';
import { useStore } from 'zustand';
import type { Plan, Refusal } from '#contract/changes';
import { shortPath, splitPath } from '#renderer/lib/short-path.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { useGatehouse, useInventory } from '#renderer/store/gatehouse-context.ts';
import type { Question } from '#renderer/store/switching.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFrame } from '#renderer/ui/dialog-frame.tsx';
import { DiffView } from '#renderer/ui/diff-view.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { ScopeList } from './scope-list.tsx';
import { WriteButton } from './write-button.tsx';

/** The one modal: what would be written, where, and what follows. Nothing is written before its yes. */
export function SwitchDialog() {
  const { switching } = useGatehouse();
  const { question, plan, refusal, replanning } = useStore(switching.ask);
  if (question === undefined) return null;
  const scope = replanning ?? plan?.scope;
  const options = plan?.options ?? refusal?.options ?? [];
  return (
    <DialogFrame onClose={switching.cancel}>
      <div className="flex items-baseline gap-2 px-4 pt-4">
        <Dialog.Title className="min-w-0 flex-1 text-title font-semibold wrap-anywhere">
          <Title question={question} />
        </Dialog.Title>
        <span className="text-small text-muted">
          {plan === undefined ? 'nothing is written' : 'nothing is written yet'}
        </span>
      </div>
      <div className="grid min-h-0 gap-3 overflow-y-auto px-4 pt-3 pb-4">
        {plan !== undefined && <DiffView diff={plan.diff} />}
        {refusal !== undefined && <RefusalNote refusal={refusal} />}
        {options.length > 0 && question.kind === 'switch' && (
          <ScopeList
            options={options}
            chosen={scope}
            enable={question.enable}
            onChoose={(next) => void switching.chooseScope(next)}
          />
        )}
        {plan !== undefined && <Consequences plan={plan} />}
      </div>
      <div className="flex items-center gap-2 border-t border-line px-4 py-3">
        <Dialog.Description className="min-w-0 flex-1 text-small text-muted">
          {plan === undefined ? 'No file was touched.' : 'Comments, key order and all other bytes stay.'}
        </Dialog.Description>
        <Button onClick={switching.cancel} data-first-focus={plan === undefined ? true : undefined}>
          {plan === undefined ? 'Close' : 'Cancel'} <Kbd>esc</Kbd>
        </Button>
        {plan !== undefined && (
          <WriteButton
            key={plan.planId}
            label={writeLabel(question, plan)}
            isHeldBack={replanning !== undefined}
            onPress={() => void switching.write()}
          />
        )}
      </div>
    </DialogFrame>
  );
}

function Title({ question }: { question: Question }) {
  const place = useInventory((state) => {
    const { project, home } = state.snapshot ?? { project: null, home: '' };
    return project === null ? '' : ` in ${splitPath(shortPath(project, home)).tail.replace(/^[/\\]/, '')}`;
  });
  if (question.kind === 'undo') return <VisibleText text={`Put back ${question.name}?`} />;
  if (question.kind === 'move') {
    return <VisibleText text={`Move ${question.secret.variable} of ${question.name} to the keychain?`} />;
  }
  if (question.kind === 'guard') {
    const words = question.guard
      ? `Start ${question.name} through Gatehouse?`
      : `Let its agent start ${question.name}?`;
    return <VisibleText text={words} />;
  }
  return <VisibleText text={`${question.enable ? 'Enable' : 'Disable'} ${question.name}${place}?`} />;
}

function writeLabel(question: Question, plan: Plan): string {
  if (question.kind === 'move') return 'Move to keychain';
  return plan.writesSecrets === undefined ? 'Write change' : 'Write it in plain text';
}

function RefusalNote({ refusal }: { refusal: Refusal }) {
  return (
    <Note tone="warn">
      <p>
        <VisibleText text={refusal.reason} lines />
      </p>
    </Note>
  );
}

function Consequences({ plan }: { plan: Plan }) {
  return (
    <>
      {plan.runs.length > 0 && (
        <Note tone="warn">
          {plan.runs.map((sentence) => (
            <p key={sentence}>{visibleString(sentence)}</p>
          ))}
        </Note>
      )}
      <div className="text-small text-muted wrap-anywhere">
        {plan.afterwards.map((sentence) => (
          <p key={sentence}>{visibleString(sentence)}</p>
        ))}
        <p>
          The file is checked again just before writing and read back after. <Kbd>u</Kbd> undoes.
        </p>
      </div>
    </>
  );
}

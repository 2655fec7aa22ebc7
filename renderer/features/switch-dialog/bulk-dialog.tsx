import { Dialog } from 'radix-ui';
import { useStore } from 'zustand';
import type { BulkPlan, BulkResult, SwitchScope } from '#contract/changes';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { countOf } from '#renderer/lib/words.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFrame } from '#renderer/ui/dialog-frame.tsx';
import { DiffView } from '#renderer/ui/diff-view.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { LeftOutList, MemberList } from './member-list.tsx';
import { WriteButton } from './write-button.tsx';

/** As the dialog of one switch, for several plugins: what would be written in which file, who is switched and who is left out. */
export function BulkDialog() {
  const { bulk } = useGatehouse();
  const { title, plan, refusal, writing, result } = useStore(bulk.ask);
  if (title === undefined) return null;
  return (
    <DialogFrame onClose={bulk.cancel}>
      <div className="flex items-baseline gap-2 px-4 pt-4">
        <Dialog.Title className="min-w-0 flex-1 text-title font-semibold wrap-anywhere">
          <VisibleText text={title} />
        </Dialog.Title>
        <span className="text-small text-muted">
          {result === undefined && writing === undefined && phaseWords(plan)}
        </span>
      </div>
      <div className="grid min-h-0 auto-rows-max gap-3 overflow-y-auto px-4 pt-3 pb-4">
        <ScopeChoice />
        {plan !== undefined && <PlanBody plan={plan} />}
        {refusal !== undefined && (
          <>
            <Note tone="warn">
              <VisibleText text={refusal.reason} lines />
            </Note>
            <LeftOutList leftOut={refusal.leftOut} />
          </>
        )}
        {result !== undefined && <Result result={result} />}
      </div>
      <Foot />
    </DialogFrame>
  );
}

const scopeNames: readonly (readonly [SwitchScope | undefined, string])[] = [
  [undefined, 'Where each takes effect'],
  ['user', 'User'],
  ['project', 'Project'],
  ['local', 'Local'],
];

/** In the view of a project all of them can be asked for in one scope. */
function ScopeChoice() {
  const { bulk } = useGatehouse();
  const { switches, writing } = useStore(bulk.ask);
  if (switches === undefined || writing !== undefined) return null;
  return (
    <div role="group" aria-label="Which scope is written" className="flex flex-wrap items-center gap-0.5">
      <span className="pr-2 text-small text-muted">Write to</span>
      {scopeNames.map(([scope, name]) => (
        <button
          key={name}
          type="button"
          aria-pressed={switches.scope === scope}
          className="h-(--control) rounded-control px-[7px] text-small text-muted hover:text-fg aria-pressed:bg-selected-idle aria-pressed:font-semibold aria-pressed:text-fg"
          onClick={() => void bulk.chooseScope(scope)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

function phaseWords(plan: BulkPlan | undefined): string {
  return plan === undefined ? 'nothing is written' : 'nothing is written yet';
}

function Foot() {
  const { bulk } = useGatehouse();
  const { plan, writing, result, isReplanning } = useStore(bulk.ask);
  const files = plan === undefined ? '' : countOf(plan.writes.length, 'file');
  if (writing !== undefined) {
    return (
      <Bar words={`Written ${writing.done} of ${countOf(writing.total, 'file')}`}>
        <Button data-first-focus onClick={bulk.cancel}>
          Stop <Kbd>esc</Kbd>
        </Button>
      </Bar>
    );
  }
  const words = result === undefined ? 'No file was touched.' : 'What is written stands; u puts it back.';
  return (
    <Bar words={plan === undefined ? words : 'Comments, key order and all other bytes stay.'}>
      <Button onClick={bulk.cancel} data-first-focus={plan === undefined ? true : undefined}>
        {plan === undefined ? 'Close' : 'Cancel'} <Kbd>esc</Kbd>
      </Button>
      {plan !== undefined && (
        <WriteButton
          key={plan.planId}
          label={plan.writesSecrets === undefined ? `Write ${files}` : 'Write it in plain text'}
          isHeldBack={isReplanning}
          onPress={() => void bulk.write()}
        />
      )}
    </Bar>
  );
}

function Bar({ words, children }: { words: string; children: React.ReactNode }) {
  return (
    <div className="flex items-center gap-2 border-t border-line px-4 py-3">
      <Dialog.Description className="min-w-0 flex-1 text-small text-muted" aria-live="polite">
        {words}
      </Dialog.Description>
      {children}
    </div>
  );
}

function PlanBody({ plan }: { plan: BulkPlan }) {
  return (
    <>
      <MemberList members={plan.members} />
      {plan.writes.map(({ diff }) => (
        <DiffView key={diff.file} diff={diff} />
      ))}
      <LeftOutList leftOut={plan.leftOut} />
      {plan.runs.length > 0 && (
        <Note tone="warn">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
          <div tabIndex={0} role="group" aria-label="What will run" className="max-h-40 overflow-y-auto">
            {plan.runs.map((sentence) => (
              <p key={sentence}>{visibleString(sentence)}</p>
            ))}
          </div>
        </Note>
      )}
      <div className="text-small text-muted wrap-anywhere">
        {plan.afterwards.map((sentence) => (
          <p key={sentence}>{visibleString(sentence)}</p>
        ))}
        <p>
          Each file is checked again before the first is written, and read back after. <Kbd>u</Kbd> undoes all of it.
        </p>
      </div>
    </>
  );
}

/** Only of a change that was not made as a whole. */
function Result({ result }: { result: BulkResult }) {
  const unverified = result.changes.filter((each) => !each.verified && each.note !== undefined);
  return (
    <>
      {result.unwritten.map(({ file, reason }) => (
        <Note key={file} tone="danger">
          Not written: <VisibleText text={`${file}. ${reason}`} lines />
        </Note>
      ))}
      {unverified.map((change) => (
        <Note key={change.id} tone="warn">
          <VisibleText text={change.note ?? ''} lines />
        </Note>
      ))}
      {result.changes.map(({ id, diff }) => (
        <DiffView key={id} diff={diff} />
      ))}
    </>
  );
}

import { Dialog } from 'radix-ui';
import { type FormEvent, useId, useState } from 'react';
import { useStore } from 'zustand';
import type { Plugin } from '#contract/plugin';
import { MAX_SET_NAME, type SetMode } from '#contract/sets';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { agentNames, countOf } from '#renderer/lib/words.ts';
import { useGatehouse, useInventory } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFrame } from '#renderer/ui/dialog-frame.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Note } from '#renderer/ui/note.tsx';

/** A name, and what the set means. Saving switches nothing. `ids` undefined: what is on now. */
export function SaveDialog({ ids }: { ids: readonly string[] | undefined }) {
  const { sets } = useGatehouse();
  const { failure, isRunning } = useStore(sets.store);
  const [mode, setMode] = useState<SetMode>(ids === undefined ? 'only' : 'at-least');
  const [name, setName] = useState('');
  const byId = useInventory((state) => state.byId);
  const agents = useInventory((state) => state.snapshot?.agents);
  const found = (agents ?? []).filter((each) => each.found).map((each) => each.id);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const about = found.filter((each) => !left.has(each));
  const isOn = ({ agent, effective }: Plugin) => effective.enabled && about.includes(agent);
  const count = ids?.length ?? [...byId.values()].filter(isOn).length;
  const save = (replace: boolean) =>
    sets.save({ ...{ name, mode, agents: about, replace }, ...(ids === undefined ? {} : { on: [...ids] }) });
  const send = (event: FormEvent) => {
    event.preventDefault();
    void save(false);
  };
  const field = useId();
  return (
    <DialogFrame onClose={sets.close}>
      <form onSubmit={send} className="contents">
        <Dialog.Title className="px-4 pt-4 text-title font-semibold">
          {ids === undefined ? 'Save what is on as a set' : `Save ${countOf(count, 'plugin')} as a set`}
        </Dialog.Title>
        <Dialog.Description className="px-4 text-small text-muted">
          Nothing is switched by saving. Switching to it later shows its diff first.
        </Dialog.Description>
        <div className="grid gap-3 overflow-y-auto px-4 py-3">
          <label htmlFor={field} className="grid gap-1">
            <span className="font-semibold">Name</span>
            <input
              id={field}
              type="text"
              required
              data-first-focus
              maxLength={MAX_SET_NAME}
              spellCheck={false}
              autoComplete="off"
              value={name}
              className="h-(--control) w-full rounded-control border border-line-control bg-raised px-2 text-fg"
              onChange={(event) => setName(event.target.value)}
            />
          </label>
          <fieldset className="grid gap-1">
            <legend className="pb-1 font-semibold">What it means</legend>
            <Choice
              {...{ value: 'only', chosen: mode, onChoose: setMode }}
              words={`Only these: ${countOf(count, 'plugin')} on, all others off`}
            />
            <Choice
              {...{ value: 'at-least', chosen: mode, onChoose: setMode }}
              words={`At least these: ${countOf(count, 'plugin')} on, the rest stays as it is`}
            />
          </fieldset>
          {found.length > 1 && (mode === 'only' || ids === undefined) && (
            <fieldset className="flex flex-wrap gap-x-4">
              <legend className="pb-1 font-semibold">Of which agents</legend>
              {found.map((agent) => (
                <label key={agent} className="flex min-h-(--row) items-center gap-2">
                  <input
                    type="checkbox"
                    className="accent-accent"
                    checked={!left.has(agent)}
                    onChange={() => setLeft(toggled(left, agent))}
                  />
                  {agentNames[agent]}
                </label>
              ))}
            </fieldset>
          )}
          <div aria-live="polite">
            {failure !== undefined && <Note tone="danger">{visibleString(failure.text)}</Note>}
          </div>
        </div>
        <div className="flex items-center justify-end gap-2 border-t border-line px-4 py-3">
          <Button onClick={sets.close}>
            Cancel <Kbd>esc</Kbd>
          </Button>
          {failure?.isTaken === true && <Button onClick={() => void save(true)}>Replace it</Button>}
          <Button look="main" type="submit" aria-disabled={isRunning || about.length === 0}>
            Save <Kbd>enter</Kbd>
          </Button>
        </div>
      </form>
    </DialogFrame>
  );
}

function toggled(left: ReadonlySet<string>, agent: string): Set<string> {
  const next = new Set(left);
  if (!next.delete(agent)) next.add(agent);
  return next;
}

interface ChoiceProps {
  value: SetMode;
  chosen: SetMode;
  words: string;
  onChoose: (mode: SetMode) => void;
}

function Choice({ value, chosen, words, onChoose }: ChoiceProps) {
  return (
    <label className="flex min-h-(--row) items-center gap-2">
      <input
        type="radio"
        name="mode"
        className="accent-accent"
        checked={chosen === value}
        onChange={() => onChoose(value)}
      />
      {words}
    </label>
  );
}

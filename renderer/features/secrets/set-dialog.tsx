import { Dialog } from 'radix-ui';
import type { FormEvent } from 'react';
import { useStore } from 'zustand';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import type { SecretName } from '#renderer/store/secret-ask.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFrame } from '#renderer/ui/dialog-frame.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { PluginField } from './plugin-field.tsx';
import { TextField } from './text-field.tsx';
import { UsedBy } from './used-by.tsx';

/** The value lives in its field alone: no state of the window ever holds it, and closing takes it away. */
export function SetDialog({ name }: { name: SecretName | undefined }) {
  const { ask } = useGatehouse().secrets;
  const { failure, isRunning } = useStore(ask.store);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (field: string) => {
      const entry = data.get(field);
      return typeof entry === 'string' ? entry : '';
    };
    void ask.set(name ?? { plugin: text('plugin'), variable: text('variable') }, text('value'));
  };
  return (
    <DialogFrame onClose={ask.cancel}>
      <form onSubmit={submit} autoComplete="off" className="flex min-h-0 flex-col">
        <Dialog.Title className="px-4 pt-4 text-title font-semibold wrap-anywhere">
          {name === undefined ? 'Add a secret' : <VisibleText text={`Replace ${name.variable}`} />}
        </Dialog.Title>
        <Dialog.Description className="px-4 pt-1 text-muted">
          It goes into the keychain of this machine and is not shown again.
        </Dialog.Description>
        <div className="grid gap-3 overflow-y-auto px-4 py-3">
          {name === undefined ? (
            <>
              <PluginField />
              <TextField
                label="Variable"
                hint="the environment variable its server reads, such as API_KEY"
                name="variable"
                pattern="[A-Za-z_][A-Za-z0-9_]*"
                title="Letters, digits and _, with no digit first"
                maxLength={128}
              />
            </>
          ) : (
            <p>
              For <UsedBy plugin={name.plugin} />
            </p>
          )}
          <TextField
            label="Value"
            hint="not shown while you type"
            name="value"
            type="password"
            isFirst={name !== undefined}
          />
          {failure !== undefined && (
            <Note tone="danger">
              <VisibleText text={failure} />
            </Note>
          )}
        </div>
        <div className="flex justify-end gap-2 border-t border-line px-4 py-3">
          <Button aria-disabled={isRunning} onClick={ask.cancel}>
            Cancel <Kbd>esc</Kbd>
          </Button>
          <Button look="main" type="submit" aria-disabled={isRunning}>
            {isRunning ? 'Storing…' : 'Store in the keychain'}
          </Button>
        </div>
      </form>
    </DialogFrame>
  );
}

import { Dialog } from 'radix-ui';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFrame } from '#renderer/ui/dialog-frame.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';

const keys: readonly (readonly [readonly string[], string])[] = [
  [['j', 'k', '↓', '↑'], 'Move along the list'],
  [['space'], 'Switch the row: shows the diff first'],
  [['x', 'J', 'K'], 'Select the row; select on while moving; ctrl or cmd A selects all that is shown'],
  [['space'], 'With a selection: switch all of it as one change'],
  [['enter'], 'Inspect; again to step into the inspector'],
  [['←', '→'], 'Fold and open a group'],
  [['/'], 'Filter; agent: kind: state: scope: marketplace: problem: look at one field'],
  [['/'], 'On Activity the query; tab or enter takes a suggestion, esc leaves'],
  [['p'], 'On Activity pause: new calls wait above the list'],
  [['[', ']'], 'On Activity narrow and widen the time'],
  [['/', 'n', 'N'], 'On Running search the log; the next match and the one before'],
  [['f'], 'On Running follow the log'],
  [['u'], 'Undo the last change, on Changes the selected one: shows the diff first'],
  [['1', '…', '7'], 'Plugins, Activity, Changes, Running, Secrets, Rules, Settings'],
  [['esc'], 'One step back'],
  [['tab'], 'Next region'],
  [['?'], 'This list'],
];

export function KeysDialog() {
  const { view } = useGatehouse();
  const close = () => view.setState({ helpOpen: false });
  return (
    <DialogFrame onClose={close}>
      <Dialog.Title className="px-4 pt-4 text-title font-semibold">Keys</Dialog.Title>
      <Dialog.Description className="px-4 text-small text-muted">
        Single letters are off while a text field has the focus.
      </Dialog.Description>
      <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-3 overflow-y-auto px-4 py-3">
        {keys.map(([names, does]) => (
          <div key={does} className="contents [&>*]:min-h-(--row) [&>*]:content-center">
            <dt className="flex items-center gap-1">
              {names.map((name) => (
                <Kbd key={name}>{name}</Kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <div className="flex justify-between border-t border-line px-4 py-3">
        <Button onClick={() => view.setState({ helpOpen: false, isReporting: true })}>Report a problem…</Button>
        <Button data-first-focus onClick={close}>
          Close <Kbd>esc</Kbd>
        </Button>
      </div>
    </DialogFrame>
  );
}

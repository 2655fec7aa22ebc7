import { Dialog } from 'radix-ui';
import { groupsFor } from '#renderer/lib/keys.ts';
import { useGatehouse, useView } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { DialogFrame } from '#renderer/ui/dialog-frame.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';

/** Every key, those of the open screen first. */
export function KeysDialog() {
  const { view } = useGatehouse();
  const screen = useView((state) => state.screen);
  const close = () => view.setState({ helpOpen: false });
  return (
    <DialogFrame onClose={close}>
      <Dialog.Title className="px-4 pt-4 text-title font-semibold">Keys</Dialog.Title>
      <Dialog.Description className="px-4 text-small text-muted">
        Single letters are off while a text field has the focus.
      </Dialog.Description>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
      <div tabIndex={0} role="group" aria-label="All keys" className="overflow-y-auto px-4 pb-3 -outline-offset-2">
        {groupsFor(screen).map(({ title, rows }) => (
          <section key={title} aria-label={title}>
            <h3 className="pt-3 pb-0.5 text-small font-semibold">{title}</h3>
            <dl className="grid grid-cols-[9.5rem_minmax(0,1fr)] gap-x-3">
              {rows.map(({ keys, does }) => (
                <div key={does} className="contents [&>*]:min-h-6 [&>*]:content-center">
                  <dt className="flex flex-wrap items-center gap-1">
                    {keys.map((name) => (
                      <Kbd key={name}>{name}</Kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="flex justify-between border-t border-line px-4 py-3">
        <Button onClick={() => view.setState({ helpOpen: false, isReporting: true })}>Report a problem…</Button>
        <Button data-first-focus onClick={close}>
          Close <Kbd>esc</Kbd>
        </Button>
      </div>
    </DialogFrame>
  );
}

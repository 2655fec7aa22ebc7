import { Play } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { NextStartDialog } from './next-start-dialog.tsx';

/** The way to what the next session of each agent starts, over all plugins. */
export function NextStartAction() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Play className="size-3.5" strokeWidth={1.75} aria-hidden="true" />
        At next start
      </Button>
      {isOpen && <NextStartDialog onClose={() => setOpen(false)} />}
    </>
  );
}

import type { ReactNode } from 'react';
import { Button } from '#renderer/ui/button.tsx';

interface DeadEndProps {
  title: string;
  children: ReactNode;
  action?: { label: string; press: () => void };
}

/** This page cannot go on; it says why and what to do. */
export function DeadEnd({ title, children, action }: DeadEndProps) {
  return (
    <main className="h-full bg-surface">
      <section className="mx-auto max-w-[34rem] px-4 pt-30">
        <h1 className="mb-1 text-page font-semibold">{title}</h1>
        <div className="text-muted">{children}</div>
        {action !== undefined && (
          <div className="pt-4">
            <Button look="main" autoFocus onClick={action.press}>
              {action.label}
            </Button>
          </div>
        )}
      </section>
    </main>
  );
}

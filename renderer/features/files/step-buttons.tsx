import { ChevronDown, ChevronUp } from 'lucide-react';
import { Button } from '#renderer/ui/button.tsx';

/** To the place before and to the next one. */
export function StepButtons({ what, isOff, go }: { what: string; isOff: boolean; go(step: 1 | -1): void }) {
  return (
    <span className="flex flex-none items-center">
      <Button
        look="plain"
        className="h-5 px-0.5"
        aria-label={`${what} before`}
        aria-disabled={isOff}
        onClick={() => go(-1)}
      >
        <ChevronUp className="size-3.5" aria-hidden="true" />
      </Button>
      <Button
        look="plain"
        className="h-5 px-0.5"
        aria-label={`Next ${what}`}
        aria-disabled={isOff}
        onClick={() => go(1)}
      >
        <ChevronDown className="size-3.5" aria-hidden="true" />
      </Button>
    </span>
  );
}

import { useEffect, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Kbd } from '#renderer/ui/kbd.tsx';

interface WriteButtonProps {
  label: string;
  /** The diff on screen is not what would be written any more. */
  isHeldBack: boolean;
  onPress: () => void;
}

/** Has the focus from the start, and can be pressed only after the diff above it has been painted. */
export function WriteButton({ label, isHeldBack, onPress }: WriteButtonProps) {
  const isPainted = useIsPainted();
  return (
    <Button look="main" data-first-focus aria-disabled={isHeldBack || !isPainted} onClick={onPress}>
      {label} <Kbd>enter</Kbd>
    </Button>
  );
}

function useIsPainted(): boolean {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => {
    // The first frame callback runs before that frame is painted, the second after it.
    let second = 0;
    const first = requestAnimationFrame(() => {
      second = requestAnimationFrame(() => setPainted(true));
    });
    return () => {
      cancelAnimationFrame(first);
      cancelAnimationFrame(second);
    };
  }, []);
  return isPainted;
}

import { Copy } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { CallDetail } from '#contract/history';
import { callAsCurl, callAsJson } from '#renderer/lib/call-copy.ts';
import { copyText } from '#renderer/lib/copy-text.ts';
import { visiblePieces } from '#renderer/lib/visible-text.ts';
import { useGatehouse } from '#renderer/store/gatehouse-context.ts';
import { Button } from '#renderer/ui/button.tsx';
import { MenuContent, MenuItem } from '#renderer/ui/menu.tsx';

/** Copies the raw text, and says so when it holds characters that are not seen. */
export function CopyMenu({ call }: { call: CallDetail }) {
  const { say } = useGatehouse();
  const copy = (what: string, text: string) => {
    const hasHidden = visiblePieces(text, { lines: true }).some((piece) => 'hidden' in piece);
    void copyText(text).then((isCopied) =>
      say(isCopied ? `Copied ${what}${hasHidden ? ', with hidden characters in it' : ''}` : 'Nothing could be copied.'),
    );
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button look="plain" aria-label="Copy the call">
          <Copy className="size-4" strokeWidth={1.6} aria-hidden="true" />
        </Button>
      </DropdownMenu.Trigger>
      <MenuContent>
        <MenuItem onSelect={() => copy('the call as JSON', callAsJson(call))}>Copy as JSON</MenuItem>
        <MenuItem onSelect={() => copy('the call as a command', callAsCurl(call))}>Copy as a curl command</MenuItem>
      </MenuContent>
    </DropdownMenu.Root>
  );
}

import { PathText } from '#renderer/ui/path-text.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** A place that was looked in: a file or folder, or the name of a variable. */
export function PathOrWords({ text }: { text: string }) {
  if (/[/\\]/.test(text)) return <PathText path={text} />;
  return (
    <code>
      <VisibleText text={text} />
    </code>
  );
}

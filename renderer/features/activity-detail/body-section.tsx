import { useMemo, useState } from 'react';
import type { StoredBody } from '#contract/history';
import { bytesText } from '#renderer/lib/call-words.ts';
import { readOutline } from '#renderer/lib/json-outline.ts';
import { soughtWords } from '#renderer/lib/query-text.ts';
import { countOf } from '#renderer/lib/words.ts';
import { useView } from '#renderer/store/gatehouse-context.ts';
import { JsonTree } from '#renderer/ui/json-tree.tsx';
import { MarkedText } from '#renderer/ui/marked-text.tsx';
import { Section } from '#renderer/ui/section.tsx';

interface BodySectionProps {
  title: string;
  body: StoredBody | undefined;
  /** Values of the call that were not stored. */
  redactions?: number;
  /** Said when there is no body. */
  missing: string;
}

export function BodySection({ title, body, redactions = 0, missing }: BodySectionProps) {
  const query = useView((state) => state.callQuery);
  const words = useMemo(() => soughtWords(query), [query]);
  const outline = useMemo(() => (body?.format === 'json' ? readOutline(body.text) : undefined), [body]);
  if (body === undefined || body.text === '')
    return (
      <Section title={title}>
        <p className="text-small text-faint">{body === undefined ? missing : 'It is empty.'}</p>
      </Section>
    );
  const size = bytesText(body.size);
  return (
    <Section title={title} aside={redactions === 0 ? size : `${size}, ${countOf(redactions, 'redaction')}`}>
      {outline === undefined ? (
        <PlainText title={title} text={body.text} words={words} />
      ) : (
        <JsonTree title={title} root={outline} words={words} />
      )}
      {body.isCut && (
        <p className="pt-1 text-small text-muted">
          Cut: {bytesText(body.text.length)} of {size} are kept. The whole of it is in the transcript.
        </p>
      )}
    </Section>
  );
}

/** Characters and lines of a text shown before somebody asks for all. */
const shortLength = 1_500;
const shortLines = 16;

function PlainText({ title, text, words }: { title: string; text: string; words: readonly string[] }) {
  const [isWhole, setWhole] = useState(false);
  const short = shortened(text);
  const rest = text.length - short.length;
  return (
    <div className="rounded-chip bg-sunken px-2 py-1">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key */}
      <div
        tabIndex={0}
        role="group"
        aria-label={`${title}, text`}
        className="max-h-[60vh] overflow-y-auto font-mono text-small/5 wrap-anywhere whitespace-pre-wrap -outline-offset-2"
      >
        <MarkedText text={isWhole ? text : short} words={words} lines />
      </div>
      {rest > 0 && (
        <button
          type="button"
          className="pt-1 text-small text-accent hover:underline"
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? 'Show less' : `+ ${countOf(rest, 'character')}, show all`}
        </button>
      )}
    </div>
  );
}

function shortened(text: string): string {
  const head = text.slice(0, shortLength).split('\n').slice(0, shortLines).join('\n');
  return text.length - head.length < 200 && text.split('\n').length < shortLines * 2 ? text : head;
}

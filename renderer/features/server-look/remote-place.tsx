import { Section } from '#renderer/ui/section.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** A server behind a URL: there is nothing to start, so only where it is can be told. */
export function RemotePlace({ url, headers }: { url: string; headers: readonly string[] }) {
  return (
    <>
      <p className="pt-3 text-title font-semibold">It runs elsewhere</p>
      <p className="pt-0.5 text-muted">
        Nothing of it is started on this machine, so there is nothing to try out or to cage here. Its tools are those it
        lists to its agent.
      </p>
      <Section title="Where it is">
        <code className="block rounded-chip bg-sunken px-2 py-[3px] text-small/[1.125rem] wrap-anywhere whitespace-pre-wrap">
          <VisibleText text={url} lines />
        </code>
        {headers.length > 0 && (
          <p className="pt-1 text-small text-muted">
            Sent with each request: <VisibleText text={headers.join(', ')} />
          </p>
        )}
      </Section>
    </>
  );
}

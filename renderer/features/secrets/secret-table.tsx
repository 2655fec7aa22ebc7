import { useState } from 'react';
import type { Secret } from '#contract/secrets';
import { agoText } from '#renderer/lib/call-words.ts';
import { dayText } from '#renderer/lib/secret-words.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { Tip } from '#renderer/ui/tip.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { SecretActions } from './row-actions.tsx';
import { UsedBy } from './used-by.tsx';

/** Names, who gets them and when; there is nothing else to show. */
export function SecretTable({ secrets }: { secrets: readonly Secret[] }) {
  const [now] = useState(() => Date.now());
  return (
    <table className="w-full table-fixed border-separate border-spacing-0">
      <thead className="sticky top-0 z-10 bg-surface text-label text-muted [&_th]:h-(--row-dense) [&_th]:border-b [&_th]:border-line [&_th]:px-1 [&_th]:text-left [&_th]:font-normal [&_th:first-child]:pl-4">
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Used by</th>
          <th scope="col" className="not-narrow w-28">
            Stored
          </th>
          <th scope="col" className="w-20">
            Last used
          </th>
          <th scope="col" className="w-44">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody className="[&_td]:h-(--row) [&_td]:px-1 [&_td:first-child]:pl-4 [&_tr]:hover:bg-hover">
        {secrets.map((secret) => (
          <Row key={`${secret.plugin}/${secret.variable}`} secret={secret} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ secret, now }: { secret: Secret; now: number }) {
  const { plugin, variable, created, replaced, lastUsed } = secret;
  const stored = replaced === undefined ? 'Stored' : `Stored ${new Date(created).toLocaleString('en-GB')}, replaced`;
  return (
    <tr>
      <th scope="row" className="truncate pr-1 pl-4 text-left font-mono text-small font-normal">
        <Tip whenCut text={visibleString(variable)}>
          <span data-cut className="block truncate">
            <VisibleText text={variable} />
          </span>
        </Tip>
      </th>
      <td className="truncate">
        <UsedBy plugin={plugin} />
      </td>
      <td className="not-narrow truncate text-muted">
        <Tip text={`${stored} ${new Date(replaced ?? created).toLocaleString('en-GB')}`}>
          <span>{dayText(replaced ?? created)}</span>
        </Tip>
      </td>
      <td className="text-muted">{lastUsed === undefined ? 'never' : agoText(Date.parse(lastUsed), now)}</td>
      <td>
        <SecretActions name={{ plugin, variable }} />
      </td>
    </tr>
  );
}

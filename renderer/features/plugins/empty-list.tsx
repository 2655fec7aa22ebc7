import { useGatehouse, useInventory, useView } from '#renderer/store/gatehouse-context.ts';
import { showList } from '#renderer/store/view.ts';
import { Button } from '#renderer/ui/button.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';
import { viewTitles } from './quick-views.tsx';

/** The list has no line to show: because of the filter, of the view, or because there is nothing. */
export function EmptyList() {
  const { view } = useGatehouse();
  const query = useView((state) => state.query.trim());
  const name = useView((state) => state.view);
  const total = useInventory((state) => state.byId.size);
  if (total === 0)
    return (
      <Words
        title="Nothing is installed"
        text="The agents are there, but no plugin, server or skill is. This page fills by itself when one comes."
      />
    );
  if (query !== '') {
    return (
      <Words
        title={<VisibleText text={`Nothing fits “${query}”`} />}
        text={
          name === 'all'
            ? 'It was looked for in names, marketplaces, descriptions and reasons.'
            : `Only “${viewTitles[name]}” was looked through.`
        }
      >
        <Button onClick={() => showList(view, { query: '', view: 'all' })}>Clear the filter</Button>
      </Words>
    );
  }
  const text =
    name === 'attention'
      ? 'No plugin is broken, missing, blocked or at odds with its files.'
      : 'Other views have rows.';
  return (
    <Words title={name === 'attention' ? 'Nothing needs you' : `Nothing in “${viewTitles[name]}”`} text={text}>
      <Button onClick={() => showList(view, { view: 'all' })}>Show all</Button>
    </Words>
  );
}

function Words({ title, text, children }: { title: React.ReactNode; text: string; children?: React.ReactNode }) {
  return (
    <div className="px-4 pt-10">
      <h2 className="text-title font-semibold wrap-anywhere">{title}</h2>
      <p className="pt-0.5 pb-3 text-muted">{text}</p>
      {children}
    </div>
  );
}

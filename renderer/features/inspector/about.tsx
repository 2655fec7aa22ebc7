import type { Plugin } from '#contract/plugin';
import { Fact, Facts, Section } from '#renderer/ui/section.tsx';
import { VisibleText } from '#renderer/ui/visible-text.tsx';

/** What its author says of it. Addresses are text: nothing from a plugin becomes a link. */
export function About({ plugin }: { plugin: Plugin }) {
  const { description, author, license, repository, homepage } = plugin;
  const facts = [
    ['Author', author],
    ['Licence', license],
    ['Repository', repository],
    ['Homepage', homepage === repository ? undefined : homepage],
    ['Id', plugin.id],
  ] as const;
  return (
    <Section title="About" aside="in its own words">
      {description !== undefined && (
        <p className="pb-1 wrap-anywhere text-muted">
          <VisibleText text={description} lines />
        </p>
      )}
      <Facts>
        {facts.map(([name, value]) =>
          value === undefined || value === '' ? null : (
            <Fact key={name} name={name}>
              <span className={name === 'Id' ? 'font-mono text-small' : ''}>
                <VisibleText text={value} />
              </span>
            </Fact>
          ),
        )}
      </Facts>
    </Section>
  );
}

import { parsePluginId } from '#contract/plugin-id';

export const linkScheme = 'gatehouse';
const start = `${linkScheme}://plugin/`;
const LONGEST = 2_000;

/**
 * The plugin that `gatehouse://plugin/ID` names. A link comes from anywhere: it can only show a plugin, and only one whose id
 * follows the grammar, letter by letter as Gatehouse writes it. Undefined for everything else.
 */
export function pluginOfLink(link: string): string | undefined {
  if (link.length > LONGEST || !link.startsWith(start)) return undefined;
  const id = link.slice(start.length);
  if (!/^[A-Za-z0-9._%:/@-]+$/.test(id)) return undefined;
  return parsePluginId(id) === undefined ? undefined : id;
}

/** The first word of a command line that is a link of ours. */
export function linkAmong(argv: readonly string[]): string | undefined {
  return argv.find((each) => each.startsWith(`${linkScheme}:`));
}

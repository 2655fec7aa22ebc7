import type { Plugin } from '#contract/plugin';
import type { SurfaceEntry } from '#contract/surface';
import { commandWords, urlsIn } from './command-words.ts';
import { type Folders, namedFiles } from './named-files.ts';
import type { SurfaceFiles } from './surface-files.ts';

/** Characters of a command line that are handed on. */
const MAX_TEXT = 20_000;

/** What every part of this room works with. */
export interface SurfaceContext {
  plugin: Pick<Plugin, 'agent' | 'kind' | 'name' | 'installs' | 'components'>;
  /** Folder of the plugin; undefined for what stands in a config file alone. */
  root: string | undefined;
  files: SurfaceFiles;
}

type Given = Pick<SurfaceEntry, 'when' | 'kind' | 'name' | 'trigger' | 'text' | 'file'> &
  Partial<Pick<SurfaceEntry, 'event' | 'matcher' | 'line' | 'runsAs' | 'isOn' | 'note'>>;

/** An entry with the files and addresses its text names. `from` is where relative names in it start. */
export function entryOf(context: SurfaceContext, given: Given, from?: string): SurfaceEntry {
  const { text } = given;
  const folders: Folders = { root: context.root, from };
  const isProgram = given.runsAs !== 'model' && given.runsAs !== 'elsewhere';
  const { words, urls } = isProgram ? commandWords(text) : { words: [], urls: urlsIn(text.slice(0, MAX_TEXT)) };
  return {
    runsAs: 'you',
    isOn: true,
    ...given,
    text: text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text,
    ...(text.length > MAX_TEXT ? { cutCharacters: text.length - MAX_TEXT } : {}),
    runs: namedFiles(words, folders, context.files.port),
    urls,
    agents: [context.plugin.agent],
  };
}

/** Sentences joined to one note; undefined when there is none. */
export function noteOf(...sentences: (string | undefined | false)[]): { note?: string } {
  const said = sentences.filter((each): each is string => typeof each === 'string' && each !== '');
  return said.length === 0 ? {} : { note: said.join(' ') };
}

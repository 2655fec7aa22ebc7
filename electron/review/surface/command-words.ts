import { parse } from 'shell-quote';

/** Characters of a command line that are taken apart; longer ones carry a program of their own. */
const MAX_CHARACTERS = 20_000;

/** What stands in a command line: its words without quotes, variables kept as `${NAME}`, and the addresses it names. */
export interface CommandWords {
  words: string[];
  urls: string[];
}

export function commandWords(text: string): CommandWords {
  const head = text.slice(0, MAX_CHARACTERS);
  return { words: shellWords(head), urls: urlsIn(head) };
}

function shellWords(text: string): string[] {
  try {
    return parse(text, (name) => `\${${name}}`).flatMap((each): string[] => {
      if (typeof each === 'string') return [each];
      return 'pattern' in each ? [each.pattern] : [];
    });
  } catch (error) {
    // Not every line is what this parser knows of a shell; its words are still good enough to find files by.
    if (!(error instanceof Error)) throw error;
    return text.split(/[\s"';|&()<>]+/).filter((word) => word !== '');
  }
}

/** Addresses a text names, each once, without what a sentence or a quote puts after them. */
export function urlsIn(text: string): string[] {
  const found = text.match(/\b(?:https?|wss?):\/\/[^\s"'`<>\\|)\]}]+/g) ?? [];
  return [...new Set(found.map((url) => url.replace(/[.,;:!?]+$/, '')))].slice(0, 20);
}

/** A program and its arguments as one line that can be read; quotes stand only where words would run together. */
export function commandLine(command: string, args: readonly string[] = []): string {
  if (args.length === 0) return command;
  const quoted = (word: string) =>
    word === '' || /[\s'"\\;|&<>()]/.test(word) ? `'${word.replaceAll("'", `'\\''`)}'` : word;
  return [command, ...args].map(quoted).join(' ');
}

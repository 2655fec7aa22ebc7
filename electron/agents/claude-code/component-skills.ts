import { readFrontmatter } from '#agents/frontmatter';
import type { ReadPort } from '#agents/read-port';
import { asString } from '#agents/shapes';
import type { Component } from '#contract/plugin';
import { optional } from './install-records.ts';
import { readProblem } from './json-file.ts';

/** Reads a skill, command or sub-agent: its name, its description, and the shell commands it runs while loading. */
export function skillComponent(
  context: { port: ReadPort },
  file: string,
  kind: 'skill' | 'command' | 'agent',
  name: string,
): Component {
  const outcome = context.port.read(file);
  if (!outcome.ok) return { kind, name, file, reason: readProblem(outcome, file).message };
  const { data, body, bodyLine, error } = readFrontmatter(outcome.text);
  const shellCommands = kind === 'agent' ? [] : shellCommandsIn(body, bodyLine);
  return {
    kind,
    name: kind === 'command' ? name : (asString(data['name']) ?? name),
    file,
    line: 1,
    ...optional('description', asString(data['description'])),
    ...(shellCommands.length === 0 ? {} : { shellCommands }),
    ...(error === undefined ? {} : { reason: `Its front matter does not parse: ${error.message}` }),
  };
}

/** Inline `!`command`` and fenced ```! blocks run when the text loads (documentation "Skills"). */
export function shellCommandsIn(body: string, firstLine: number): { command: string; line: number }[] {
  const found: { command: string; line: number }[] = [];
  let fence: { line: number; lines: string[] } | undefined;
  body.split(/\r?\n/).forEach((text, at) => {
    const line = firstLine + at;
    if (fence !== undefined) {
      if (!/^\s*```/.test(text)) fence.lines.push(text);
      else {
        found.push({ command: fence.lines.join('\n'), line: fence.line });
        fence = undefined;
      }
    } else if (/^\s*```!/.test(text)) fence = { line, lines: [] };
    else for (const match of text.matchAll(/!`([^`]+)`/g)) found.push({ command: match[1] ?? '', line });
  });
  return found;
}

import type { ReadPort } from '#agents/read-port';
import type { Component, Plugin } from '#contract/plugin';

export interface Renamed {
  /** How the names of its tools begin now, and how they will. */
  from: string;
  to: string;
  /** Settings of the agent in which rules may name them. */
  files: readonly string[];
}

/** More would not be read. */
const MOST_TOLD = 20;
const LARGEST_FILE = 1024 * 1024;
const speaking: readonly Component['kind'][] = ['skill', 'command', 'agent', 'output-style', 'workflow'];

/** Hook matchers, permission rules and texts for the model that name tools whose names change; a sentence each. */
export function toolMentions({ from, to, files }: Renamed, plugins: readonly Plugin[], port: ReadPort): string[] {
  const needle = from.replace(/__$/, '');
  const lineIn = (file: string): number | undefined => {
    const read = port.read(file, LARGEST_FILE);
    const at = read.ok ? read.text.indexOf(needle) : -1;
    return read.ok && at >= 0 ? read.text.slice(0, at).split('\n').length : undefined;
  };
  const named = new Set<string>();
  for (const file of files) {
    const line = lineIn(file);
    if (line !== undefined)
      named.add(`A rule or hook in ${file}, line ${line}, names ${needle}; it will not fit any more.`);
  }
  const parts = plugins.flatMap((plugin) => (plugin.components ?? []).map((component) => ({ plugin, component })));
  for (const { plugin, component } of parts) {
    const { kind, file, matcher = '', line, name } = component;
    // Of a pattern only its beginning is looked at: a stranger's pattern is not run here.
    if (kind === 'hook' && (matcher.includes(needle) || /^\W*mcp__plugin/.test(matcher))) {
      const where = file === undefined ? '' : ` (${file}${line === undefined ? '' : `, line ${line}`})`;
      named.add(`A hook of ${plugin.name} waits for ${matcher}${where}; it may not fit ${to}… any more.`);
    } else if (file !== undefined && speaking.includes(kind)) {
      const at = lineIn(file);
      if (at !== undefined) named.add(`The ${kind} ${name} of ${plugin.name} names ${needle} in ${file}, line ${at}.`);
    }
  }
  const all = [...named];
  if (all.length <= MOST_TOLD) return all;
  return [...all.slice(0, MOST_TOLD), `${all.length - MOST_TOLD} other places name them too.`];
}

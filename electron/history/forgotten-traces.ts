import { basename, dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { hiddenText } from './hidden-text.ts';
import { isSpoolName } from './spool-reader.ts';

/** A name no row has any more. */
export interface LostName {
  kind: string;
  text: string;
}

/**
 * Takes sessions, projects and files that have no rows any more out of what is kept beside the rows: how far files were
 * read, lines that could not be read, which session started which. Inside a transaction. Of a file that was read stays,
 * under a hash of its path, its size and time, so that it is not opened again before it changes; then it is read from
 * its beginning, and what was forgotten stays away.
 */
export function removeTraces(database: DatabaseSync, lost: readonly LostName[]): void {
  const isTrace = traceFinder(lost);
  if (isTrace === undefined) return;
  const hide = database.prepare(
    "UPDATE OR REPLACE progress SET path = ?, identity = '', offset = 0, lines = 0, state = '' WHERE path = ?",
  );
  const drop = database.prepare('DELETE FROM progress WHERE path = ?');
  for (const { path, state } of database.prepare('SELECT path, state FROM progress').all()) {
    const name = String(path);
    if (!isTrace(name, String(state))) continue;
    // A spool is read again instead, so that it can go.
    if (isSpool(name)) drop.run(name);
    else hide.run(hiddenText(name), name);
  }
  const forget = database.prepare('DELETE FROM problem WHERE id = ?');
  for (const { id, file, message } of database.prepare('SELECT id, file, message FROM problem').all()) {
    if (isTrace(String(file), String(message))) forget.run(Number(id));
  }
  const orphan = database.prepare('DELETE FROM spawn WHERE parent = ?');
  for (const { kind, text } of lost) if (kind === 'session') orphan.run(text);
}

const uuid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
const word = /[\w-]{2,}/g;
/** Shorter ones, such as `/`, stand in every path. */
const SHORTEST = 4;

function traceFinder(lost: readonly LostName[]): ((path: string, text: string) => boolean) | undefined {
  const of = (kind: string) => lost.filter((each) => each.kind === kind).map(({ text }) => text);
  const [files, sessions] = [new Set(of('file')), new Set(of('session'))];
  // Claude Code names the folder of a project after its path; JSON escapes what Windows puts between folders.
  const projects = of('project')
    .filter((text) => text.length >= SHORTEST)
    .flatMap((text) => [text, text.replaceAll(/[^A-Za-z0-9]/g, '-'), JSON.stringify(text).slice(1, -1)]);
  if (files.size + sessions.size + projects.length === 0) return undefined;
  return (path, text) => {
    if (files.has(path)) return true;
    const all = `${path}\n${text}`;
    const names = sessions.size === 0 ? [] : [...(all.match(uuid) ?? []), ...(all.match(word) ?? [])];
    return names.some((name) => sessions.has(name)) || projects.some((project) => all.includes(project));
  };
}

function isSpool(path: string): boolean {
  return basename(dirname(path)) === 'spool' && isSpoolName(basename(path));
}

import { readFrontmatter } from '#agents/frontmatter';
import type { Paths } from '#agents/paths';
import type { ReadPort } from '#agents/read-port';
import { asString } from '#agents/shapes';
import type { Problem } from '#contract/plugin';
import { problem } from '#contract/problem-codes';

export interface SkillFile {
  file: string;
  /** Name of the folder that holds it. */
  folderName: string;
}

export interface SkillFolders {
  skills: SkillFile[];
  /** Folders whose entries tell of skills coming and going. */
  folders: string[];
  problems: Problem[];
}

const depthLimit = 6;
const folderLimit = 2000;

/**
 * Every SKILL.md below a root, at most 6 folders deep and 2,000 folders in all, hidden folders left out
 * (openai/codex: codex-rs/core-skills/src/loader.rs).
 */
export function findSkills(
  tools: { port: ReadPort; paths: Paths },
  root: string,
  options: { followLinks: boolean; depth?: number },
): SkillFolders {
  const { port, paths } = tools;
  const result: SkillFolders = { skills: [], folders: [], problems: [] };
  const seen = new Set<string>();
  let queue = [{ folder: root, depth: 0 }];
  while (queue.length > 0) {
    const next: typeof queue = [];
    for (const { folder, depth } of queue) {
      if (result.folders.length >= folderLimit) {
        result.problems.push(
          problem('too-many-entries', `More than ${folderLimit} folders; Codex stops looking for skills there.`, {
            file: root,
          }),
        );
        return result;
      }
      if (options.followLinks) {
        const real = port.realpath(folder);
        if (real === undefined || seen.has(real)) continue;
        seen.add(real);
      }
      const listed = port.list(folder);
      if (!listed.ok) {
        if (listed.reason === 'unreadable')
          result.problems.push(problem('file-unreadable', `It cannot be read: ${listed.detail}`, { file: folder }));
        continue;
      }
      result.folders.push(folder);
      for (const entry of listed.entries) {
        const path = paths.join(folder, entry.name);
        if (entry.name === 'SKILL.md') {
          if (entry.kind === 'file' || (entry.kind === 'link' && options.followLinks))
            result.skills.push({ file: path, folderName: paths.basename(folder) });
          else result.problems.push(problem('not-a-file', 'SKILL.md is no regular file.', { file: path }));
        } else if (entry.name.startsWith('.') || depth + 1 > (options.depth ?? depthLimit)) continue;
        else if (entry.kind === 'directory') next.push({ folder: path, depth: depth + 1 });
        else if (entry.kind === 'link' && options.followLinks && port.stat(path).kind === 'directory')
          next.push({ folder: path, depth: depth + 1 });
      }
    }
    queue = next;
  }
  return result;
}

export interface SkillFacts {
  name: string;
  description?: string;
  /** Set when Codex does not load it. */
  problem?: Problem;
}

/** Name and description of a skill; both are trimmed and an absent name is the folder's. */
export function readSkill(port: ReadPort, skill: SkillFile): SkillFacts {
  const fallback = skill.folderName;
  const outcome = port.read(skill.file);
  if (!outcome.ok) {
    return {
      name: fallback,
      problem: problem('component-invalid', `The skill cannot be read: ${outcome.detail}`, { file: skill.file }),
    };
  }
  const { data, error } = readFrontmatter(outcome.text);
  const name = asString(data.name)?.trim();
  const description = asString(data.description)?.trim();
  const facts = {
    name: name === undefined || name === '' ? fallback : name,
    ...(description === undefined ? {} : { description }),
  };
  const why = skillError(facts, error);
  return why === undefined
    ? facts
    : { ...facts, problem: problem('component-invalid', why.message, { file: skill.file, line: why.line }) };
}

function skillError(
  facts: SkillFacts,
  error: { message: string; line: number } | undefined,
): { message: string; line: number } | undefined {
  if (facts.description === undefined || facts.description === '') {
    const message = error === undefined ? 'it has no description in its front matter' : error.message;
    return { message: `Codex skips this skill: ${message}.`, line: error?.line ?? 1 };
  }
  if (Array.from(facts.name).length > 64)
    return { message: 'Codex skips this skill: its name is longer than 64 characters.', line: 2 };
  return undefined;
}

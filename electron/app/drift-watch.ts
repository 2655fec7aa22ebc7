import type { FollowedFile } from '#changes/drift';
import { agentModules, type Core } from './core.ts';

/** Behind the first list and the history; what others changed while Gatehouse was closed is told then. */
const FIRST_MS = 1_500;
const PAUSE_MS = 400;
/** By then a change of ours that was overwritten is noted as that. */
const AGAIN_MS = 3_500;
/** Projects whose files are looked at, most recent first. */
const MOST_PROJECTS = 200;

/**
 * Notes what others change in the agents' config files: at the start what came while nobody looked, then after each look
 * that a change of a file brings about. Gives its stop.
 */
export function followDrift(core: Core, log: (message: string) => void, firstMs = FIRST_MS): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  let isRunning = false;
  const ask = (pauseMs: number) => {
    if (isOver || isRunning) return;
    clearTimeout(timer);
    timer = setTimeout(() => void look(), pauseMs);
  };
  let isAsked = false;
  const look = async () => {
    isRunning = true;
    isAsked = false;
    let isAgain = false;
    try {
      const { plugins } = await core.inventory.snapshot(null);
      const changes = await core.changes();
      isAgain = (await changes.noticeDrift(await followedFiles(core), plugins)).lookAgain;
    } catch (error) {
      if (!isOver)
        log(`What others changed could not be noted: ${error instanceof Error ? error.message : String(error)}`);
    }
    isRunning = false;
    if (isAsked || isAgain) ask(isAgain ? AGAIN_MS : PAUSE_MS);
  };
  const unfollow = core.inventory.onLooked(() => {
    isAsked = true;
    ask(PAUSE_MS);
  });
  ask(firstMs);
  return () => {
    isOver = true;
    clearTimeout(timer);
    unfollow();
  };
}

async function followedFiles({ inventory }: Core): Promise<FollowedFile[]> {
  const { projects } = await inventory.snapshot(null);
  const folders = projects.filter(({ exists }) => exists).slice(0, MOST_PROJECTS);
  const seen = new Set<string>();
  return [null, ...folders.map(({ path }) => path)].flatMap((project) =>
    agentModules.flatMap((module) =>
      module.configFiles(inventory.context(project)).flatMap((file): FollowedFile[] => {
        if (seen.has(file.file)) return [];
        seen.add(file.file);
        return [{ ...file, agent: module.id, project }];
      }),
    ),
  );
}

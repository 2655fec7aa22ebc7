import type { Browser, Page } from '@playwright/test';

export interface TaskTimes {
  tasks: number;
  /** Milliseconds of processor time of the longest tasks of the page's main thread, longest first. */
  longest: readonly number[];
  /** How many took longer than so many milliseconds of processor time. */
  overFrame(frame: number): number;
}

/**
 * What the page's main thread does during `work`, task by task, in processor time: a frame cannot come while a task runs, and
 * processor time is the same when other programs want the processors too. From Chromium's own trace.
 */
export async function taskTimes(browser: Browser, page: Page, work: () => Promise<unknown>): Promise<TaskTimes> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await work();
  const tasks = mainThreadTasks(JSON.parse((await browser.stopTracing()).toString()));
  return {
    tasks: tasks.length,
    longest: tasks.toSorted((a, b) => b - a).slice(0, 5),
    overFrame: (frame) => tasks.filter((each) => each > frame).length,
  };
}

/** One event of Chromium's trace format; times in µs. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  dur?: number;
  /** In processor time; a few tasks have none, mostly the first. */
  tdur?: number;
  args: { name?: string };
}

function mainThreadTasks({ traceEvents }: { traceEvents: readonly TraceEvent[] }): number[] {
  const threads = new Set<string>();
  for (const { name, pid, tid, args } of traceEvents) {
    if (name === 'thread_name' && args.name === 'CrRendererMain') threads.add(`${pid}:${tid}`);
  }
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) => ph === 'X' && name === 'ThreadControllerImpl::RunTask' && threads.has(`${pid}:${tid}`),
  );
  if (!tasks.some(({ tdur }) => tdur !== undefined)) throw new Error('The trace has no processor times.');
  return tasks.map(({ dur = 0, tdur = dur }) => tdur / 1_000);
}

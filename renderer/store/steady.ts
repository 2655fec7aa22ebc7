/** Runs at once, then at most once in `pauseMs`; what is asked meanwhile runs once at the end of the pause. */
export function steady(run: () => Promise<void>, pauseMs: number): { ask: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsked = false;
  let isRunning = false;
  const go = () => {
    isAsked = false;
    isRunning = true;
    void run().finally(() => {
      isRunning = false;
    });
    timer = setTimeout(rest, pauseMs);
  };
  const rest = () => {
    timer = undefined;
    if (!isAsked) return;
    if (isRunning) timer = setTimeout(rest, pauseMs);
    else go();
  };
  return {
    ask() {
      isAsked = true;
      if (timer === undefined && !isRunning) go();
      else timer ??= setTimeout(rest, pauseMs);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      isAsked = false;
    },
  };
}

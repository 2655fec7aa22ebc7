import { RunningPane } from '#renderer/features/running/running-pane.tsx';

export function RunningScreen() {
  return <RunningPane />;
}

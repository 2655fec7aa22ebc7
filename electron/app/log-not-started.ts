import { randomUUID } from 'node:crypto';
import type { ServerDefinition } from '#contract/server-definition';
import { recordEnded } from './ended-runs.ts';
import { openRunLog } from './run-log.ts';
import { runRedactor } from './run-redactor.ts';

export interface NotStartedOptions {
  definition: ServerDefinition;
  data: string;
  project: string;
  say(sentence: string): void;
}

/** Leaves a trace of a server that could not be started: agents show little more than that it failed. */
export async function logNotStarted({ definition, data, project, say }: NotStartedOptions, why: string): Promise<void> {
  const { plugin, server, agent } = definition;
  const run = randomUUID();
  const redact = runRedactor({ env: {}, secrets: [] });
  const { body } = redact({ format: 'text', text: why });
  const log = openRunLog({ data, plugin, server, run, redact, refused: () => [], say });
  log.note('gatehouse', `It was not started: ${why}`);
  await log.close();
  recordEnded(data, { run, plugin, server, agent, project, at: Date.now(), why: body.text, lastLines: [] });
}

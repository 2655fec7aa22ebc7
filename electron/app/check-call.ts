import type { CallToDecide, Decision } from '#contract/policy';
import { decide } from '#policy/decide';
import { toolClass } from '#policy/tool-class';
import { seenTool } from './held-tools.ts';
import { followPolicy } from './policy-file.ts';

/** What `gatehouse run` would decide of a call now, by what was last seen of its tool. */
export function checkCall(data: string, call: CallToDecide, say: (sentence: string) => void): Decision {
  const seen = seenTool(data, call.plugin, call.server, call.tool);
  const kind = toolClass(call.tool, seen.definition?.['annotations']);
  return decide(followPolicy(data, say).read(), call, { standing: seen.standing, class: kind });
}

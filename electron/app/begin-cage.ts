import { type CageTools, findCageTools } from '#sandbox/cage-tools';

/**
 * Begins to look for what a cage is made with on this machine. It takes a trial start of its own, so `gatehouse run` lets it go on
 * beside what it loads meanwhile; this file is small so that it comes first.
 */
export function beginCage(): Promise<CageTools> {
  return findCageTools(process);
}

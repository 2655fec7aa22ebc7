import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The user's home, always absolute. An empty or relative HOME would make every path depend on the folder a command
 * is called in, and somebody else's `.claude` there the user's own: the account's home counts then.
 */
export function userHome(fromEnvironment: string = homedir()): string {
  return isAbsolute(fromEnvironment) ? fromEnvironment : userInfo().homedir;
}

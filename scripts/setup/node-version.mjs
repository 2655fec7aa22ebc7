/** The oldest Node that can install the project, and the one the project runs on. */
export const oldestNode = 20;
export const ownNode = 24;

/** @param {string} version such as 20.20.2 @returns {string | undefined} a sentence for the user */
export function nodeTooOld(version) {
  if (majorOf(version) >= oldestNode) return undefined;
  return (
    'Gatehouse needs Node ' +
    oldestNode +
    ' or newer to start, and this is Node ' +
    version +
    '. ' +
    'Install a current Node from https://nodejs.org and run the command again.'
  );
}

/** @param {string} version */
export function majorOf(version) {
  return Number(version.split('.')[0]);
}

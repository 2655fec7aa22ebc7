/** Runs a main script against the stand-in for Electron: `run-program.ts MAIN ARGUMENTS`, as a child with an IPC channel. */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const standIn = pathToFileURL(`${import.meta.dirname}/electron-program.ts`).href;
registerHooks({
  resolve: (name, context, next) => (name === 'electron' ? { url: standIn, shortCircuit: true } : next(name, context)),
});

const [, , main = '', ...args] = process.argv;
const isPackaged = process.env['STAND_IN_PACKAGED'] === 'true';
process.argv = [process.execPath, ...(isPackaged ? [] : ['.']), ...args];
const resources = process.env['STAND_IN_RESOURCES'];
if (resources !== undefined) Object.defineProperty(process, 'resourcesPath', { value: resources });
await import(pathToFileURL(main).href);

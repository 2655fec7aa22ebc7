import { build } from './build/build.ts';
import { projectRoot } from './setup/project-root.mjs';

process.exitCode = (await build(projectRoot)) ? 0 : 1;

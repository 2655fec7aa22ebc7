import { projectRoot } from './setup/project-root.mjs';
import { run } from './tools/run-tool.ts';

process.exitCode = (await run('biome', ['check', '--write', '.'], { root: projectRoot })).code;

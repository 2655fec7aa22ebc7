import { fileURLToPath } from 'node:url';

/** The checkout these scripts belong to, with a separator at its end. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

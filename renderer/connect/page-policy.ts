/** Loaded before everything else: zod looks at this when it makes its first schema. */
import { config } from 'zod';

// The page's policy lets in no code made from text; without this zod tries, and the refusal shows up as an error.
config({ jitless: true });

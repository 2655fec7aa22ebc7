import fc from 'fast-check';

/**
 * Setup file of vitest: property tests try the same cases in every run, so that one commit gives one result everywhere.
 * `GATEHOUSE_SEED=random` tries others each time, a number those of that seed.
 */
const asked = process.env['GATEHOUSE_SEED'];
if (asked !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked ?? 20_261_123) });

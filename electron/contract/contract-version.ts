/** Fingerprint of the method and event tables, written by scripts/write-contract-doc.ts. */
export const contractVersion = '911f23e1b227';

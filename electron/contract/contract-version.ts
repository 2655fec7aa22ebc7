/** Fingerprint of the method and event tables, written by scripts/write-contract-doc.ts. */
export const contractVersion = 'f28a93730f18';

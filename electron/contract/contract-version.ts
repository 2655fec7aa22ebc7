/** Fingerprint of the method and event tables, written by scripts/write-contract-doc.ts. */
export const contractVersion = '3b668ba1a81c';

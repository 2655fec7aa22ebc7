/** Fingerprint of the method and event tables, written by scripts/write-contract-doc.ts. */
export const contractVersion = 'e43e1af42962';

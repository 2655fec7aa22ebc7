/** Fingerprint of the method and event tables, written by scripts/write-contract-doc.ts. */
export const contractVersion = '82b9d6877184';

/** Fingerprint of the method and event tables, written by scripts/write-contract-doc.ts. */
export const contractVersion = 'fea0c87ef61a';

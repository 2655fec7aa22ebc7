/** Fingerprint of the method and event tables, written by scripts/write-contract-doc.ts. */
export const contractVersion = '52634e48c032';

/** Fingerprint of the method and event tables, written by scripts/write-contract-doc.ts. */
export const contractVersion = 'c0566028f9b5';

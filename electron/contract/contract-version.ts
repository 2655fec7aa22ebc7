/** Fingerprint of the method and event tables, written by scripts/write-contract-doc.ts. */
export const contractVersion = '00a5364103c5';

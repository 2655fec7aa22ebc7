/** Fingerprint of the method and event tables, written by scripts/write-contract-doc.ts. */
export const contractVersion = 'c8b6545d6396';

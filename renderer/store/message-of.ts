/** What a failed call says to the person. Errors of the contract already speak in their message. */
export function messageOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : 'The call failed without a reason.';
}

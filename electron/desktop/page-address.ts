export const pageScheme = 'app';
export const pageAddress = 'app://gatehouse/';

/** Whether the address is our own page, whatever its query and fragment say. */
export function isPage(address: string): boolean {
  return address.split(/[?#]/)[0] === pageAddress;
}

/** Whether the address is our page or one of its files. */
export function isOfPage(address: string): boolean {
  return address.startsWith(pageAddress);
}

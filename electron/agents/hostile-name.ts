/** What is odd about a name somebody else chose, in words; undefined when nothing is. */
export function hostileName(name: string): string | undefined {
  if (name.trim() === '') return 'It is empty.';
  if (/[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/.test(name))
    return 'It holds characters that change the direction of text.';
  if (/[\u0000-\u001F\u007F-\u009F]/.test(name)) return 'It holds control characters.';
  if (/[\u200B-\u200D\u2060\uFEFF\u00AD\u{E0000}-\u{E007F}]/u.test(name)) return 'It holds invisible characters.';
  if (/(^|[\\/])\.\.([\\/]|$)/.test(name) || /[\\/]/.test(name)) return 'It holds parts of a path.';
  return undefined;
}

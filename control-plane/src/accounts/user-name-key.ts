/**
 * User names that an app, or its reader, takes for the same one have the same key: names differ in more than case (RFC 7643 §4.1.1), one letter has
 * several encodings, and format characters (zero-width, direction marks) are not seen at all.
 */
export function userNameKey(userName: string): string {
  return userName
    .replace(/\p{Cf}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC')
}

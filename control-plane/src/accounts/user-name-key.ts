/** User names that an app takes for the same one have the same key: names differ in more than case (RFC 7643 §4.1.1), and one letter has several encodings. */
export function userNameKey(userName: string): string {
  return userName.normalize('NFC').toLowerCase().normalize('NFC')
}

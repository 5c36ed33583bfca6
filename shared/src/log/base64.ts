/** Standard base64 bytes; anything that is not the one right spelling of them is refused. @throws RangeError */
export function decodeBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) throw new RangeError('not base64 in its canonical form')
  return bytes
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

/**
 * True when the whole text fits the pattern, in which `*` stands for any text and everything else for itself. The pieces between the stars are
 * looked for once each from left to right, so no pattern can make it slow.
 */
export function glob(text: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return text === pattern
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const piece of rest) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

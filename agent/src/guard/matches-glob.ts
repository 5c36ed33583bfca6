/** Whether a text matches a pattern in which `*` stands for any run of characters; case does not count. Linear in the length of both. */
export function matchesGlob(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*')
  const subject = text.toLowerCase()
  if (rest.length === 0) return subject === first
  const last = rest.pop() ?? ''
  if (!subject.startsWith(first) || !subject.endsWith(last) || subject.length < first.length + last.length) return false
  const middle = subject.slice(first.length, subject.length - last.length)
  return hasInOrder(middle, rest)
}

function hasInOrder(text: string, parts: readonly string[]): boolean {
  let from = 0
  for (const part of parts) {
    const at = text.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return true
}

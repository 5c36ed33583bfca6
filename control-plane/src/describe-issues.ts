import type { ZodError } from 'zod'

/** What is wrong with some input, in words: `ROLLCALL_PORT: expected number, received NaN`. One line per fault. */
export function describeIssues({ issues }: ZodError): string {
  return issues
    .map(({ path, message }) => (path.length === 0 ? lower(message) : `${path.map(String).join('.')}: ${lower(message)}`))
    .join('\n')
}

/** zod's sentences begin with a capital and with "Invalid input:", which says nothing. */
function lower(message: string): string {
  const text = message.replace(/^Invalid input: /, '')
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** `attribute eq "value"`, the one filter that every service knows. The value is a JSON string (RFC 7644 §3.4.2.2), so nothing in it can end it. */
export function equalsFilter(attribute: string, value: string): string {
  return `${attribute} eq ${JSON.stringify(value)}`
}

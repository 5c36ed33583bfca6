const shortestNeedle = 6
const mask = '[secret]'

/**
 * A second net under the rule that no secret enters a message: knows every secret that this process has opened, in six encodings,
 * and takes them out of any text that is about to leave. Very short secrets are left out, they would shred ordinary words.
 */
export class Scrubber {
  readonly #needles = new Set<string>()

  remember(secret: string): void {
    for (const form of encodings(secret)) if (form.length >= shortestNeedle) this.#needles.add(form)
  }

  scrub(text: string): string {
    let clean = text
    for (const needle of this.#needles) if (clean.includes(needle)) clean = clean.replaceAll(needle, mask)
    return clean
  }

  /** Scrubs every string inside a JSON value. */
  scrubDeep(value: unknown): unknown {
    if (typeof value === 'string') return this.scrub(value)
    if (Array.isArray(value)) return value.map((entry) => this.scrubDeep(entry))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, this.scrubDeep(entry)]))
  }
}

function encodings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const base64 = bytes.toString('base64').replace(/=+$/, '')
  const escaped = JSON.stringify(secret).slice(1, -1)
  return [secret, base64, bytes.toString('base64url'), bytes.toString('hex'), encodeURIComponent(secret.toWellFormed()), escaped]
}

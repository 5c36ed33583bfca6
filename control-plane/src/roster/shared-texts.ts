const maxTexts = 10_000

/** Gives equal texts as one: in a roster of a hundred thousand rows most cells repeat, and each copy would stay in memory. */
export class SharedTexts {
  readonly #texts = new Map<string, string>()

  share(text: string): string {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    if (this.#texts.size < maxTexts) this.#texts.set(text, text)
    return text
  }
}

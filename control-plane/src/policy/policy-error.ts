export type PolicyCode = 'too_large' | 'syntax' | 'shape' | 'expression' | 'reference'

/** 1-based; columns count UTF-16 units, as editors do. */
export interface PolicyPlace {
  readonly line: number
  readonly column: number
}

/** A policy document that is refused at save. The message ends with the line of the document and a caret under the place. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
  readonly code: PolicyCode
  readonly line: number
  readonly column: number
  /** The source line and the caret. */
  readonly excerpt: string

  constructor(code: PolicyCode, message: string, { line, column, excerpt }: PolicyPlace & { readonly excerpt: string }) {
    super(`line ${line}, column ${column}: ${message}${excerpt === '' ? '' : `\n${excerpt}`}`)
    this.code = code
    this.line = line
    this.column = column
    this.excerpt = excerpt
  }
}

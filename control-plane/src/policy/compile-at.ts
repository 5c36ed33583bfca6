import { ExpressionError } from './expression-error.ts'
import type { PolicyPath, PolicySource } from './policy-source.ts'

/** Compiles the expression that stands at a path. @throws PolicyError at the character that is wrong */
export function compileAt<T>(source: PolicySource, path: PolicyPath, compile: () => T): T {
  try {
    return compile()
  } catch (error) {
    if (error instanceof ExpressionError) source.refuseAt('expression', error.message, { path, within: error.offset })
    throw error
  }
}

import { compileAt } from './compile-at.ts'
import { type Compiled, ExpressionCompiler } from './expression-compiler.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { PolicySource } from './policy-source.ts'

/** A compiler that knows the document's attributes. They read the person only, never one another. @throws PolicyError */
export function compileAttributes(source: PolicySource, { attributes }: PolicyDocument): ExpressionCompiler {
  const compiler = new ExpressionCompiler()
  const compiled = Object.entries(attributes).map(([name, expression]): [string, Compiled<string>] => [
    name,
    compileAt(source, ['attributes', name], () => compiler.compileText(expression)),
  ])
  return new ExpressionCompiler(new Map(compiled))
}

import { TypeError as CelTypeError, Environment, ParseError, type ParseResult } from '@marcbachmann/cel-js'
import { checkExpressionTree } from './check-expression-tree.ts'
import { ExpressionError } from './expression-error.ts'
import { glob } from './glob.ts'
import { type PersonView, personViewFields } from './person-view.ts'

const environment = new Environment({
  unlistedVariablesAreDyn: false,
  limits: { maxAstNodes: 1000, maxDepth: 32, maxListElements: 256, maxMapEntries: 1, maxCallArguments: 8 },
})
  .registerType('Person', { fields: Object.fromEntries(personViewFields.map((field) => [field, 'string'])) })
  .registerVariable('person', 'Person')
  .registerFunction('glob(string, string): bool', (text: string, pattern: string) => glob(text, pattern))

/** A condition over `person`. @throws ExpressionError */
export function compileCondition(expression: string): (person: PersonView) => boolean {
  const parsed = compile(expression, 'bool')
  return (person) => parsed({ person }) === true
}

/** A text made from `person`, trimmed. @throws ExpressionError */
export function compileText(expression: string): (person: PersonView) => string {
  const parsed = compile(expression, 'string')
  return (person) => String(parsed({ person })).trim()
}

function compile(expression: string, type: 'bool' | 'string'): ParseResult {
  const parsed = parse(expression)
  checkExpressionTree(parsed.ast)
  const { valid, type: found, error } = parsed.check()
  if (!valid) throw new ExpressionError(advise(error?.summary ?? 'the types do not fit'), error?.range?.start ?? 0)
  if (found !== type) throw new ExpressionError(`this gives ${found ?? 'no value'}, where a ${type} is needed`, 0)
  tryOnce(parsed)
  return parsed
}

function parse(expression: string): ParseResult {
  try {
    return environment.parse(expression)
  } catch (error) {
    if (error instanceof ParseError || error instanceof CelTypeError) throw new ExpressionError(error.summary, error.range?.start ?? 0)
    throw error
  }
}

function advise(summary: string): string {
  return summary.startsWith('No such key') ? `${summary}; person has ${personViewFields.join(', ')}` : summary
}

const nobody = Object.fromEntries(personViewFields.map((field) => [field, '']))

/** What passed the check is total by construction; a run shows that it is. */
function tryOnce(parsed: ParseResult): void {
  try {
    parsed({ person: nobody })
  } catch {
    throw new ExpressionError('this fails when it is evaluated', 0)
  }
}

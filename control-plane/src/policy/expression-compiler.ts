import { TypeError as CelTypeError, Environment, ParseError, type ParseResult } from '@marcbachmann/cel-js'
import { z } from 'zod'
import { checkExpressionTree } from './check-expression-tree.ts'
import { ExpressionError } from './expression-error.ts'
import { fieldsRead } from './fields-read.ts'
import { glob } from './glob.ts'
import { type PersonView, personViewFields } from './person-view.ts'

export interface Compiled<T> {
  readonly run: (person: PersonView) => T
  /** The person's fields that it reads, those of the attributes it reads included. */
  readonly fields: readonly (keyof PersonView)[]
}

/** Compiles the expressions of one document: over `person`, and over `attribute` where the document names any. */
export class ExpressionCompiler {
  readonly #environment: Environment
  readonly #attributes: ReadonlyMap<string, Compiled<string>>

  constructor(attributes: ReadonlyMap<string, Compiled<string>> = new Map()) {
    this.#attributes = attributes
    this.#environment = createEnvironment([...attributes.keys()])
  }

  /** @throws ExpressionError */
  compileCondition(expression: string): Compiled<boolean> {
    const { evaluate, fields } = this.#compile(expression, 'bool')
    return { run: (person) => evaluate(person) === true, fields }
  }

  /** A text, trimmed. @throws ExpressionError */
  compileText(expression: string): Compiled<string> {
    const { evaluate, fields } = this.#compile(expression, 'string')
    return { run: (person) => String(evaluate(person)).trim(), fields }
  }

  #compile(expression: string, type: 'bool' | 'string') {
    const parsed = this.#parse(expression)
    checkExpressionTree(parsed.ast)
    const { valid, type: found, error } = parsed.check()
    if (!valid) throw new ExpressionError(this.#advise(error?.summary ?? 'the types do not fit'), error?.range?.start ?? 0)
    if (found !== type) throw new ExpressionError(`this gives ${found ?? 'no value'}, where a ${type} is needed`, 0)
    const read = fieldsRead(parsed.ast)
    const attributes = [...this.#attributes].filter(([name]) => read.attributes.has(name))
    const evaluate = evaluator(parsed, attributes)
    tryOnce(evaluate)
    const fields = new Set([...read.person, ...attributes.flatMap(([, attribute]) => attribute.fields)])
    return { evaluate, fields: personViewFields.filter((field) => fields.has(field)) }
  }

  #parse(expression: string): ParseResult {
    try {
      return this.#environment.parse(expression)
    } catch (error) {
      if (error instanceof ParseError || error instanceof CelTypeError) throw new ExpressionError(error.summary, error.range?.start ?? 0)
      throw error
    }
  }

  #advise(summary: string): string {
    if (!summary.startsWith('No such key')) return summary
    const attributes = this.#attributes.size === 0 ? '' : `, attribute has ${[...this.#attributes.keys()].join(', ')}`
    return `${summary}; person has ${personViewFields.join(', ')}${attributes}`
  }
}

function createEnvironment(attributes: readonly string[]): Environment {
  const texts = (names: readonly string[]) => ({ fields: Object.fromEntries(names.map((name) => [name, 'string'])) })
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    limits: { maxAstNodes: 1000, maxDepth: 32, maxListElements: 256, maxMapEntries: 1, maxCallArguments: 8 },
  })
    .registerType('Person', texts(personViewFields))
    .registerVariable('person', 'Person')
    .registerFunction('glob(string, string): bool', (text: string, pattern: string) => glob(text, pattern))
  if (attributes.length > 0) environment.registerType('Attributes', texts(attributes)).registerVariable('attribute', 'Attributes')
  return environment
}

type Evaluate = (person: PersonView) => unknown

/** Only the attributes that the expression reads are worked out. */
function evaluator(parsed: ParseResult, attributes: readonly (readonly [string, Compiled<string>])[]): Evaluate {
  if (attributes.length === 0) return (person) => parsed({ person })
  return (person) => parsed({ person, attribute: Object.fromEntries(attributes.map(([name, { run }]) => [name, run(person)])) })
}

const nobody: PersonView = z
  .record(z.enum(personViewFields), z.string())
  .parse(Object.fromEntries(personViewFields.map((field) => [field, ''])))

/** What passed the check is total by construction; a run shows that it is. */
function tryOnce(evaluate: Evaluate): void {
  try {
    evaluate(nobody)
  } catch {
    throw new ExpressionError('this fails when it is evaluated', 0)
  }
}

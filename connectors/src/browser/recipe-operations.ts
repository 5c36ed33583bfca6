import type { Verb } from '@rollcall/shared/connector/verbs'
import type { AppSession, AppSessionParts } from './app-session.ts'
import type { Operation, ReadOperation, Recipe } from './recipe-schema.ts'
import type { Row, Run } from './run.ts'
import { runError } from './run-error.ts'
import { runSteps } from './run-steps.ts'
import { renderTemplate } from './template.ts'

type Values = Readonly<Record<string, string | undefined>>
interface Ask {
  readonly inputs: Values
  readonly signal: AbortSignal
}

// Offered to every operation: our marker, which the manifest says an app cannot hold, and the password of a new account.
const unasked = ['externalId', 'password']

/** The operations of a recipe, by what they are for. */
export class RecipeOperations {
  readonly #recipe: Recipe
  readonly #connection: Readonly<Record<string, string>>
  readonly #session: AppSession
  #isSentinelProved = false

  constructor({ recipe, connection }: AppSessionParts, session: AppSession) {
    this.#recipe = recipe
    this.#connection = connection
    this.#session = session
  }

  /** Whether, since this connection was opened, reading has found the automation's own account. */
  get isSentinelProved(): boolean {
    return this.#isSentinelProved
  }

  read(ask: Ask): Promise<Values> {
    return this.#read(this.#recipe.account.verbs['account.read'], ask)
  }

  /** @throws ConnectorError READ_UNPROVEN when reading cannot even find the account that is reading */
  async proveSentinel(signal: AbortSignal): Promise<void> {
    const { op, present } = this.#recipe.sentinel
    const facts: Values = await this.#read(op, { inputs: this.sentinelInputs(), signal })
    const differs = Object.entries(present).some(([name, value]) => facts[name] !== value)
    if (differs) throw runError('READ_UNPROVEN', 'the sentinel')
    this.#isSentinelProved = true
  }

  sentinelInputs(): Values {
    const scope = { input: {}, connection: this.#connection, var: {} }
    return Object.fromEntries(Object.entries(this.#recipe.sentinel.inputs).map(([name, text]) => [name, renderTemplate(text, scope)]))
  }

  async list(signal: AbortSignal): Promise<readonly Row[]> {
    const name = this.#recipe.account.verbs['account.list']
    const operation = this.#operation(name)
    if (operation.kind !== 'list') throw runError('RECIPE', name)
    return this.#run(name, { inputs: {}, signal }, async (run) => {
      await runSteps(run, operation.steps)
      return run.tables.get(operation.rows) ?? []
    })
  }

  /**
   * Prepares, proves the subject and commits once. Whether it worked is for a read to say.
   * @throws ConnectorError RECIPE, before anything is opened, for a field that the app does not have: leaving it out in silence would look like done
   */
  async write(verb: Verb, ask: Ask): Promise<void> {
    const names: Partial<Record<Verb, string | undefined>> = this.#recipe.account.verbs
    const name = names[verb] ?? ''
    const taken: readonly string[] = [...this.#operation(name).inputs, ...unasked]
    const extra = Object.keys(ask.inputs).find((input) => ask.inputs[input] !== undefined && !taken.includes(input))
    if (extra !== undefined) throw runError('RECIPE', `${name} takes no ${extra}`)
    return this.#run(name, ask, (run) => runSteps(run, this.#operation(name).steps))
  }

  #read(name: string, ask: Ask): Promise<Values> {
    const operation = this.#operation(name)
    if (operation.kind !== 'read') throw runError('RECIPE', name)
    return this.#run(name, ask, async (run) => {
      await runSteps(run, operation.steps)
      return factsOf(run, operation)
    })
  }

  async #run<Result>(name: string, ask: Ask, act: (run: Run) => Promise<Result>): Promise<Result> {
    const operation = this.#operation(name)
    const inputs = this.#takeInputs(name, ask.inputs)
    return this.#session.onFreshPage({ about: name, inputs, stops: operation.stops, signal: ask.signal }, act)
  }

  // Only what the operation asks for is handed on, and only if it looks as the app wants it.
  #takeInputs(name: string, given: Values): Values {
    const entries = this.#operation(name).inputs.map((input) => {
      const rule = this.#recipe.inputs[input]
      const value = given[input]
      const fits = value === undefined ? rule?.optional === true : new RegExp(`^(?:${rule?.pattern})$`, 'u').test(value)
      if (!fits) throw runError('PRECONDITION', `${name}, ${input}`)
      return [input, value]
    })
    return Object.fromEntries(entries)
  }

  #operation(name: string): Operation {
    const operation = this.#recipe.operations[name]
    if (operation === undefined) throw runError('RECIPE', name)
    return operation
  }
}

function factsOf(run: Run, operation: ReadOperation): Values {
  return Object.fromEntries(Object.entries(operation.facts).map(([name, text]) => [name, renderTemplate(text, run.scope)]))
}

import type { Operation, Recipe, WriteOperation } from './recipe-schema.ts'
import type { Condition, Step, Stop } from './step-schema.ts'
import { parseTemplate } from './template.ts'

/** One thing that is wrong, and where: `operations.user.suspend.steps.3`. */
export interface RecipeProblem {
  readonly path: string
  readonly reason: string
}

/** What the shape alone cannot say: every name is known, every write is provable. Empty when the recipe may run. */
export function checkRecipe(recipe: Recipe): readonly RecipeProblem[] {
  const check = new RecipeCheck(recipe)
  check.checkFrame()
  for (const [name, operation] of Object.entries(recipe.operations)) check.checkOperation(`operations.${name}`, operation)
  return check.problems
}

class RecipeCheck {
  readonly problems: RecipeProblem[] = []
  readonly #recipe: Recipe

  constructor(recipe: Recipe) {
    this.#recipe = recipe
  }

  checkFrame(): void {
    const { session, sentinel, origins, targets, pages, app } = this.#recipe
    if (this.#recipe.connection.baseUrl === undefined) this.#add('connection', 'there is no "baseUrl"')
    origins.pages.forEach((text, at) => this.#template(`origins.pages.${at}`, text, []))
    origins.secretsOnly.forEach((text, at) => this.#template(`origins.secretsOnly.${at}`, text, []))
    for (const [name, target] of Object.entries(targets)) this.#checkTarget(`targets.${name}`, target)
    for (const [name, page] of Object.entries(pages)) {
      this.#template(`pages.${name}.open`, page.open, [])
      page.landmarks.forEach((mark) => this.#target(`pages.${name}.landmarks`, mark))
    }
    this.#template('session.start', session.start, [])
    if (app.versionAt !== undefined) this.#target('app.versionAt', app.versionAt.extract)
    this.#condition('session.alive', session.alive, [])
    if (session.signedOut !== undefined) this.#condition('session.signedOut', session.signedOut, [])
    this.#steps('session.login', session.login, [])
    this.#stops('session.stops', session.stops)
    this.#stops('stops', this.#recipe.stops)
    this.#recipe.interruptions.forEach((interruption, at) => {
      this.#condition(`interruptions.${at}.when`, interruption.when, [])
      this.#target(`interruptions.${at}.click`, interruption.click)
    })
    this.#operationOf('sentinel.op', sentinel.op, 'read')
    for (const [name, text] of Object.entries(sentinel.inputs)) this.#template(`sentinel.inputs.${name}`, text, [])
    if (sentinel.present.exists !== 'yes') this.#add('sentinel.present', 'must say exists: "yes"')
    if (sentinel.absent.exists !== 'no') this.#add('sentinel.absent', 'must say exists: "no"')
    this.#checkVerbs()
  }

  checkOperation(path: string, operation: Operation): void {
    const names = [...operation.inputs.map((name) => `input.${name}`), ...variablesOf(operation.steps).map((name) => `var.${name}`)]
    for (const input of operation.inputs)
      if (this.#recipe.inputs[input] === undefined) this.#add(`${path}.inputs`, `"${input}" is not under inputs`)
    this.#steps(`${path}.steps`, operation.steps, names)
    this.#stops(`${path}.stops`, operation.stops)
    if (operation.kind === 'write') return this.#checkWrite(path, operation)
    if (operation.steps.some((step) => flatten(step).some(isCommit))) this.#add(`${path}.steps`, `a ${operation.kind} never commits`)
    if (operation.kind === 'list') return this.#checkRows(path, operation)
    for (const [name, text] of Object.entries(operation.facts)) this.#template(`${path}.facts.${name}`, text, names)
    if (operation.facts.exists === undefined) this.#add(`${path}.facts`, 'a read must say "exists"')
    if (!operation.steps.some((step) => step.kind === 'decide'))
      this.#add(`${path}.steps`, 'a read must decide with proof of both present and absent')
  }

  #checkWrite(path: string, operation: WriteOperation): void {
    const steps = operation.steps.flatMap(flatten)
    const commits = steps.filter(isCommit)
    if (commits.length !== 1) this.#add(`${path}.steps`, `a write has exactly one commit, not ${commits.length}`)
    if (operation.steps.some((step) => step.kind === 'branch' && flatten(step).some(isCommit)))
      this.#add(`${path}.steps`, 'a commit stands on no branch')
    if (!steps.slice(0, steps.findIndex(isCommit)).some((step) => step.kind === 'subject'))
      this.#add(`${path}.steps`, 'a subject must be proved before the commit')
    if (commits.length === 1 && !isCommit(operation.steps.at(-1)))
      this.#add(`${path}.steps`, 'the commit is the last step; the read-back proves it')
    this.#operationOf(`${path}.observe`, operation.observe, 'read')
  }

  #checkRows(path: string, operation: Operation & { kind: 'list' }): void {
    const table = operation.steps.flatMap(flatten).find((step) => step.kind === 'table' && step.as === operation.rows)
    if (table?.kind !== 'table') return this.#add(`${path}.rows`, `no table step is kept as "${operation.rows}"`)
    for (const name of ['userName', 'active'])
      if (table.columns[name] === undefined) this.#add(`${path}.steps`, `the table lacks a column for "${name}"`)
  }

  #checkVerbs(): void {
    const kinds = { 'account.read': 'read', 'account.list': 'list' } as const
    for (const [verb, name] of Object.entries(this.#recipe.account.verbs)) {
      const kind = verb === 'account.read' || verb === 'account.list' ? kinds[verb] : 'write'
      if (name !== undefined) this.#operationOf(`account.verbs.${verb}`, name, kind)
    }
  }

  #checkTarget(path: string, target: Recipe['targets'][string]): void {
    const names = Object.keys(this.#recipe.inputs).map((name) => `input.${name}`)
    if (target.in !== undefined) this.#target(`${path}.in`, target.in)
    if (target.row !== undefined && target.in === undefined) this.#add(path, 'a row needs the table that it is in')
    if (target.row !== undefined) this.#template(`${path}.row.is`, target.row.is, names)
    if (target.by.some((rung) => rung.kind === 'cell') && target.row === undefined) this.#add(path, 'a cell needs the row that it is in')
    if (this.#leadsBack(target)) this.#add(`${path}.in`, 'a target cannot be in itself')
    for (const rung of target.by) {
      if (rung.kind === 'role' && rung.name !== undefined) this.#template(`${path}.by`, rung.name, names)
      if (rung.kind === 'text') this.#template(`${path}.by`, rung.text, names)
    }
  }

  #leadsBack(target: Recipe['targets'][string]): boolean {
    const seen = new Set<string>()
    for (let at = target.in; at !== undefined; at = this.#recipe.targets[at]?.in) {
      if (seen.has(at)) return true
      seen.add(at)
    }
    return false
  }

  #steps(path: string, steps: readonly Step[], names: readonly string[]): void {
    steps.forEach((step, at) => this.#step(`${path}.${at}`, step, names))
  }

  #step(path: string, step: Step, names: readonly string[]): void {
    if (step.kind === 'branch') {
      step.branch.forEach((arm, at) => {
        this.#condition(`${path}.branch.${at}.when`, arm.when, names)
        if (arm.then !== 'go') this.#steps(`${path}.branch.${at}.then`, arm.then, names)
      })
      return
    }
    for (const target of targetsOf(step)) this.#target(path, target)
    for (const text of templatesOf(step)) this.#template(path, text, names)
    for (const condition of conditionsOf(step)) this.#condition(path, condition, names)
    if (step.kind === 'fill') this.#checkFill(path, step)
  }

  #checkFill(path: string, step: Step & { kind: 'fill' }): void {
    if ((step.value === undefined) === (step.secret === undefined)) this.#add(path, 'fill takes either value or secret')
    if (step.secret !== undefined && this.#recipe.secrets[step.secret] === undefined)
      this.#add(path, `"${step.secret}" is not under secrets`)
  }

  #stops(path: string, stops: readonly Stop[]): void {
    stops.forEach((stop, at) => this.#condition(`${path}.${at}.when`, stop.when, []))
  }

  #condition(path: string, condition: Condition, names: readonly string[]): void {
    if (condition.kind === 'visible') this.#target(path, condition.visible)
    else if (condition.kind === 'gone') this.#target(path, condition.gone)
    else if (condition.kind === 'given' && !names.includes(`input.${condition.given}`))
      this.#add(path, `"${condition.given}" is not an input here`)
    else if (condition.kind === 'equal') for (const text of condition.equal) this.#template(path, text, names)
    else if (condition.kind === 'all') for (const part of condition.all) this.#condition(path, part, names)
    else if (condition.kind === 'any') for (const part of condition.any) this.#condition(path, part, names)
  }

  #template(path: string, text: string, names: readonly string[]): void {
    try {
      for (const part of parseTemplate(text)) {
        if (typeof part === 'string') continue
        const known =
          part.source === 'connection' ? this.#recipe.connection[part.name] !== undefined : names.includes(`${part.source}.${part.name}`)
        if (!known) this.#add(path, `there is no ${part.source} "${part.name}" here`)
      }
    } catch (error) {
      this.#add(path, error instanceof SyntaxError ? error.message : 'not a template')
    }
  }

  #target(path: string, name: string): void {
    if (this.#recipe.targets[name] === undefined) this.#add(path, `"${name}" is not under targets`)
  }

  #operationOf(path: string, name: string, kind: Operation['kind']): void {
    const found = this.#recipe.operations[name]
    if (found === undefined) this.#add(path, `"${name}" is not under operations`)
    else if (found.kind !== kind) this.#add(path, `"${name}" is a ${found.kind}, not a ${kind}`)
  }

  #add(path: string, reason: string): void {
    this.problems.push({ path, reason })
  }
}

function flatten(step: Step): readonly Step[] {
  return step.kind === 'branch' ? step.branch.flatMap((arm) => (arm.then === 'go' ? [] : arm.then.flatMap(flatten))) : [step]
}

function isCommit(step: Step | undefined): boolean {
  return step?.kind === 'click' && step.commit === true
}

function variablesOf(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(flatten).flatMap((step) => {
    if (step.kind === 'decide') return [step.decide]
    if (step.kind === 'extract' || step.kind === 'table') return [step.as]
    return step.kind === 'extractRow' ? Object.keys(step.columns) : []
  })
}

function targetsOf(step: Exclude<Step, { kind: 'branch' }>): readonly string[] {
  if (step.kind === 'fill') return [step.fill]
  if (step.kind === 'click') return [step.click]
  if (step.kind === 'check') return [step.check]
  if (step.kind === 'choose') return [step.choose]
  if (step.kind === 'extract') return [step.extract]
  if (step.kind === 'extractRow') return [step.extractRow]
  if (step.kind === 'subject') return [step.subject]
  if (step.kind !== 'table') return []
  return [step.table, step.next, step.total?.target].filter((name) => name !== undefined)
}

function templatesOf(step: Exclude<Step, { kind: 'branch' }>): readonly string[] {
  if (step.kind === 'goto') return [step.goto]
  if (step.kind === 'fill') return step.value === undefined ? [] : [step.value]
  if (step.kind === 'choose') return [step.option]
  if (step.kind === 'subject') return [step.is]
  return step.kind === 'dialog' ? [step.textRe] : []
}

function conditionsOf(step: Exclude<Step, { kind: 'branch' }>): readonly Condition[] {
  if (step.kind === 'expect') return [step.expect]
  if (step.kind === 'decide') return [step.present, step.absent]
  if (step.kind !== 'fill' && step.kind !== 'check' && step.kind !== 'choose') return []
  return step.when === undefined ? [] : [step.when]
}

import type { PersonView } from './person-view.ts'
import type { PolicyRule } from './policy.ts'

export interface RuleReasons {
  /** The view that the rule fits. */
  readonly view: PersonView | undefined
  readonly origins: ReadonlyMap<keyof PersonView, { readonly since: Date }>
  /** Name of the HR source. */
  readonly source: string
}

/** The chain in words for people: `rule "sales" because department is "Sales", says hr since 2026-05-03`. A rule that reads no field asks for nothing. */
export function explainRule({ name, fields }: Pick<PolicyRule, 'name' | 'fields'>, { view, origins, source }: RuleReasons): string {
  const rule = `rule "${name}"`
  if (view === undefined || fields.length === 0) return rule
  const reasons = fields.map((field) => {
    const since = origins.get(field)?.since.toISOString().slice(0, 10)
    const value = view[field] === '' ? 'not stated' : `"${view[field]}"`
    return `${words[field] ?? field} is ${value}${since === undefined ? '' : `, says ${source} since ${since}`}`
  })
  return `${rule} because ${reasons.join(', and ')}`
}

const words: { readonly [Field in keyof PersonView]?: string } = {
  personKey: 'the HR key',
  givenName: 'the given name',
  familyName: 'the family name',
  workEmail: 'the work address',
  costCenter: 'the cost center',
}

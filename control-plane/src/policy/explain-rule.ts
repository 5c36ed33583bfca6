import type { PersonView, SeenPerson } from './person-view.ts'
import type { PolicyRule } from './policy.ts'

export interface FieldOrigin {
  /** When HR first said it. */
  readonly since: Date
  /** The day from which it is so, where HR dates it. */
  readonly from?: string | undefined
}

export interface RuleReasons {
  /** The view that the rule fits. */
  readonly view: SeenPerson | undefined
  readonly origins: ReadonlyMap<keyof PersonView, FieldOrigin>
  /** Name of the HR source. */
  readonly source: string
}

/** The chain in words for people: `rule "sales" because department is "Sales", says hr since 2026-05-03`. A rule that reads no field asks for nothing. */
export function explainRule({ name, fields }: Pick<PolicyRule, 'name' | 'fields'>, reasons: RuleReasons): string {
  const facts = explainFields(fields, reasons)
  return facts === '' ? `rule "${name}"` : `rule "${name}" because ${facts}`
}

/** What HR says of these fields, from which day on where that is dated, and since when it has said so. Empty without a view or a field. */
export function explainFields(fields: readonly (keyof PersonView)[], { view, origins, source }: RuleReasons): string {
  if (view === undefined) return ''
  const facts = fields.map((field) => {
    const { since, from } = origins.get(field) ?? {}
    const value = view.notKnown?.get(field) ?? (view[field] === '' ? 'not stated' : `"${view[field]}"`)
    const dated = from === undefined ? '' : ` from ${from} on`
    return `${words[field] ?? field} is ${value}${dated}${since === undefined ? '' : `, says ${source} since ${since.toISOString().slice(0, 10)}`}`
  })
  return facts.join(', and ')
}

const words: { readonly [Field in keyof PersonView]?: string } = {
  personKey: 'the HR key',
  givenName: 'the given name',
  familyName: 'the family name',
  workEmail: 'the work address',
  costCenter: 'the cost center',
}

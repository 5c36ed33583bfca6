import { compileAt } from './compile-at.ts'
import type { PolicyRule } from './policy.ts'
import { type Names, resolveGrants } from './resolve-grants.ts'

/** Bundles written out: a small document must not become a large policy. */
const mostGrants = 10_000

/** The rules of a document in their order, bundles written out. @throws PolicyError */
export function compileRules(names: Names): readonly PolicyRule[] {
  let grants = 0
  return names.document.rules.map((_, index) => {
    const rule = compileRule(names, index)
    grants += rule.grants.length
    if (grants > mostGrants)
      names.source.refuseAt(
        'too_large',
        `with this one, the rules give more than ${mostGrants} grants, bundles written out: let fewer rules give the large bundles`,
        { path: ['rules', index, 'grant'] },
      )
    return rule
  })
}

function compileRule(names: Names, index: number): PolicyRule {
  const rule = names.document.rules[index]
  if (rule === undefined) throw new RangeError(`there is no rule ${index}`)
  const { run, fields } = compileAt(names.source, ['rules', index, 'when'], () => names.compiler.compileCondition(rule.when))
  return { name: rule.name, when: run, fields, grants: resolveGrants(names, ['rules', index, 'grant'], rule.grant) }
}

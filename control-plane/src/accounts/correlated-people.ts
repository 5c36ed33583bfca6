import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import type { PersonStatus } from '@rollcall/shared/person'
import { type PersonView, personViews } from '../policy/person-view.ts'
import type { Policy } from '../policy/policy.ts'
import { accessOf } from '../roster/access-window.ts'
import { Person } from '../roster/person.entity.ts'
import type { CorrelatedPerson } from './correlate.ts'

export interface NamedPerson extends CorrelatedPerson {
  readonly personKey: string
  readonly status: PersonStatus
}

interface Scope {
  readonly organization: Id<'organization'>
  readonly app: string
  /** In force; undefined before there is one. */
  readonly policy: Policy | undefined
  readonly at: Date
}

/** Everyone HR has ever stated, with what an account of theirs in that app may show. Who goes on under another HR key is left out: the later record stands for them. */
export async function correlatedPeople(em: EntityManager, { organization, app, policy, at }: Scope): Promise<readonly NamedPerson[]> {
  const people = await em.find(
    Person,
    { organization },
    { fields: ['id', 'personKey', 'facts', 'status', 'continues'], disableIdentityMap: true },
  )
  const continued = new Set(people.map(({ continues }) => continues))
  const nameOf = userNamesIn(policy, app)
  return people
    .filter(({ id }) => !continued.has(id))
    .map(({ id, personKey, status, facts }) => {
      const { givenName, familyName, workEmail } = facts
      const userName = nameOf?.(facts, { status, at })
      return { id, personKey, status, givenName, familyName, workEmail, ...(userName ? { userName } : {}) }
    })
}

type NameOf = (facts: Person['facts'], moment: { readonly status: PersonStatus; readonly at: Date }) => string | undefined

/** What policy would call somebody; undefined where no rule asks. Somebody who is not here has no name to compare. */
function userNamesIn(policy: Policy | undefined, app: string): NameOf | undefined {
  const definition = policy?.apps.get(app)
  if (policy === undefined || definition === undefined) return undefined
  if (!policy.correlation.rules.some(({ rule }) => rule === 'user_name')) return undefined
  return (facts, { status, at }) => {
    const [view]: readonly PersonView[] = personViews(facts, { access: accessOf(facts, policy.calendar), status, at })
    return view === undefined ? undefined : definition.userName(view)
  }
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { sql } from 'kysely'
import { userNameKey } from '../accounts/user-name-key.ts'
import { knownAccess } from '../policy/evaluate-policy.ts'
import type { Policy } from '../policy/policy.ts'
import { type Assessment, type AssessmentContext, assessPerson, nothingElse, type ObservedPerson } from './assess-person.ts'
import { observedAccounts } from './observed-accounts.ts'

interface Question {
  readonly organization: Id<'organization'>
  readonly people: readonly ObservedPerson['person'][]
  readonly policy: Policy
  readonly at: Date
}

/** Assesses people of one organization. Who wants a new account is looked at twice: its user name may belong to somebody else. */
export async function assessPeople(em: EntityManager, question: Question): Promise<ReadonlyMap<Id<'person'>, Assessment>> {
  const { people, policy, at, organization } = question
  const accounts = await observedAccounts(
    em,
    people.map(({ id }) => id),
    policy,
  )
  const context: AssessmentContext = { policy, known: knownAccess(policy), at, isTaken: () => false, verbs: new Map() }
  const views = people.map((person) => ({ ...nothingElse, person, accounts: accounts.get(person.id) ?? [] }))
  const first = views.map((view) => ({ view, assessment: assessPerson(view, context) }))
  const taken = await takenUserNames(
    em,
    organization,
    first.flatMap(({ assessment }) => newUserNames(assessment)),
  )
  const settled = first.map(({ view, assessment }) => {
    if (!newUserNames(assessment).some((name) => taken.has(name))) return [view.person.id, assessment] as const
    const isTaken = (app: string, userName: string) => taken.has(nameKey(app, userName))
    return [view.person.id, assessPerson(view, { ...context, isTaken })] as const
  })
  return new Map(settled)
}

function newUserNames({ outcome }: Assessment): readonly string[] {
  if (outcome.kind !== 'plan') return []
  return outcome.plan.apps
    .filter(({ steps }) => steps.some(({ step }) => step.verb === 'account.create'))
    .map(({ app, account }) => nameKey(app, account.userName))
}

function nameKey(app: string, userName: string): string {
  return `${app} ${userNameKey(userName)}`
}

/** Of these names, those that an account in that app has already; whoever wants a new one has none there. */
async function takenUserNames(em: EntityManager, organization: string, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set()
  const rows = await em
    .getKysely<{ account: { organization: string; app: string; user_name_key: string; present: boolean } }>()
    .selectFrom('account')
    .select(['app', 'user_name_key'])
    .where('organization', '=', organization)
    .where(sql<boolean>`present`)
    .where(sql`app || ' ' || user_name_key`, 'in', [...new Set(names)])
    .execute()
  return new Set(rows.map(({ app, user_name_key }) => `${app} ${user_name_key}`))
}

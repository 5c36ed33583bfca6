import type { EntityManager } from '@mikro-orm/sql'
import type { CaseKind } from '@rollcall/shared/case-kinds'
import type { Account, AccountQuery } from '@rollcall/shared/connector/account'
import type { Id } from '@rollcall/shared/ids'
import type { Step } from '@rollcall/shared/job'
import type { StepReceipt } from '@rollcall/shared/receipt'
import { appendEntries } from '../ledger/append-entries.ts'
import { planAnew } from '../roster/plan-anew.ts'
import { planThoseWithoutAccess } from '../roster/plan-those-without-access.ts'
import { AccountRecord } from './account.entity.ts'
import { accessStateOf, gainedBy } from './gained-access.ts'
import { type Sighting, storeAccount } from './store-account.ts'

export interface Observation extends Sighting {
  /** Whom the job was about. */
  readonly person: Id<'person'> | null
  /** How the agent looked for the account. */
  readonly query: AccountQuery | null
  /** As read after the last step; null when the app showed that there is none. */
  readonly account: Account | null
  /** True when the job made the account: then it is the person's, by our own doing. */
  readonly created: boolean
  /** The job that read it, where it did more than read. */
  readonly job?: ObservedJob | undefined
}

/** What a job set out to do and what became of each step. */
export interface ObservedJob {
  readonly case: Id<'case'> | null
  readonly event: CaseKind | 'inventory' | 'check' | 'orphan'
  readonly steps: readonly Step[]
  /** In the order of `steps`; undefined for one that was not tried. */
  readonly stepOutcomes: readonly (StepReceipt['outcome'] | undefined)[]
}

/** Takes over one account's state as read back by an agent. */
export async function recordObservation(em: EntityManager, observation: Observation): Promise<void> {
  const { account } = observation
  if (account === null) return recordAbsence(em, observation)
  const { organization, app, person } = observation
  const created = observation.created || makesAccount(observation.job)
  const known = await em.findOne(AccountRecord, { organization, app, nativeId: account.nativeId })
  const before = known === null ? undefined : accessStateOf(known)
  const record = storeAccount(em, { known: known ?? undefined, account, job: observation.job }, observation)
  record.observedAt = observation.at
  await em.flush()
  const isOurs = created || (person !== null && account.externalId === person)
  if (person !== null && record.person === null && isOurs) await link(em, record, { ...observation, person, created })
  // A job that came too late: the account is another's by now, and is to be as they should have it.
  if (person !== null && record.person && record.person !== person) await planAnew(em, record.person)
  const gained = gainedBy(before, record)
  if (gained !== undefined) await planThoseWithoutAccess(em, { organization, people: [gained], at: observation.at })
}

/** A link is only ever added: an account that is somebody else's stays theirs. */
async function link(
  em: EntityManager,
  record: AccountRecord,
  { organization, app, person, created, at, random }: Observation & { person: Id<'person'> },
): Promise<void> {
  em.assign(record, { person, linkedBy: created ? 'created' : 'external_id', linkScore: created ? null : 100, linkVerified: true })
  await em.flush()
  const how = created ? ({ how: 'created' } as const) : ({ how: 'rule', rule: 'external_id' } as const)
  await appendEntries(em, organization, [{ t: 'account.linked', sub: person, app, account: record.id, ...how }], { at, random })
}

function makesAccount(job: ObservedJob | undefined): boolean {
  return (job?.steps ?? []).some(
    ({ verb }, index) => (verb === 'account.create' || verb === 'account.prepare') && job?.stepOutcomes[index] === 'changed',
  )
}

/** Deleted, by us or by somebody: the record stays, for what is known of it. */
async function recordAbsence(em: EntityManager, { organization, app, query, at }: Observation): Promise<void> {
  if (query?.nativeId === undefined) return
  await em.nativeUpdate(AccountRecord, { organization, app, nativeId: query.nativeId }, { present: false, observedAt: at })
}

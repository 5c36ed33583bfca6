import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { refusedScopes } from '../approvals/refused-scopes.ts'
import { rowsOf } from '../database/rows-of.ts'
import { activeOrdersOfRecords } from '../orders/active-orders.ts'
import { exceptionsOf } from '../policy/open-exceptions.ts'
import type { Policy } from '../policy/policy.ts'
import { askedGrantsOf } from '../questions/asked-grants.ts'
import { doubtsOf } from '../roster/doubts-of.ts'
import { type JoinedRecord, joinRecords } from '../roster/join-records.ts'
import type { Person } from '../roster/person.entity.ts'
import { versionsOf } from '../roster/person-versions.ts'
import { recordsOf } from '../roster/records-of.ts'
import { Source } from '../roster/source.entity.ts'
import { settledTaskKeys } from '../tasks/settled-tasks.ts'
import { nothingElse, type ObservedPerson } from './assess-person.ts'
import { observedAccounts } from './observed-accounts.ts'

export interface Observation {
  readonly organization: Id<'organization'>
  readonly people: readonly (ObservedPerson['person'] & Pick<Person, 'source'>)[]
  readonly policy: Policy
  readonly at: Date
}

/** Everything that is known of these people of one organization, in one query per kind of knowledge however many they are. */
export async function observePeople(
  em: EntityManager,
  { organization, people, policy, at }: Observation,
): Promise<ReadonlyMap<Id<'person'>, ObservedPerson>> {
  const ids = people.map(({ id }) => id)
  const accounts = await observedAccounts(em, ids, policy)
  const versions = await versionsOf(em, ids)
  const records = await recordsOf(em, ids)
  const { joined, continued } = await joinRecords(em, { people, records, calendar: policy.calendar })
  const orders = await activeOrdersOfRecords(em, records, at)
  const exceptions = await exceptionsOf(em, ids)
  const refused = await refusedScopes(em, people)
  const doubts = await doubtsOf(em, { people: ids, calendar: policy.calendar, at })
  const asked = await askedGrantsOf(em, ids)
  const settledTasks = await settledTaskKeys(em, ids)
  const sources = new Map(
    (await rowsOf(em, Source).select(['id', 'name']).where('organization', '=', organization).execute()).map(({ id, name }) => [id, name]),
  )
  return new Map(
    people.map((person) => [
      person.id,
      {
        person: goingOn(person, joined.get(person.id)),
        accounts: accounts.get(person.id) ?? [],
        versions: [...(joined.get(person.id)?.versions ?? []), ...(versions.get(person.id) ?? nothingElse.versions)],
        isContinued: continued.has(person.id),
        orders: orders.get(person.id) ?? nothingElse.orders,
        exceptions: exceptions.get(person.id) ?? nothingElse.exceptions,
        refused: refused.get(person.id) ?? nothingElse.refused,
        doubts: doubts.get(person.id) ?? nothingElse.doubts,
        asked: asked.get(person.id) ?? nothingElse.asked,
        settledTasks: settledTasks.get(person.id) ?? nothingElse.settledTasks,
        source: sources.get(person.source) ?? nothingElse.source,
      },
    ]),
  )
}

/** A human being, whatever keys HR has had them under. An entity has no own properties to spread. */
function goingOn(person: ObservedPerson['person'], joined: JoinedRecord | undefined): ObservedPerson['person'] {
  if (joined === undefined) return person
  const { id, presence, recordedAt, factsDigest, snapshotsMissed, saidToHaveLeft } = person
  const { facts, firstRecordedAt } = joined
  return { id, facts, presence, recordedAt, firstRecordedAt, factsDigest, snapshotsMissed, saidToHaveLeft }
}

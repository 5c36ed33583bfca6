import { toCivilDate } from '@rollcall/shared/civil-date'
import { digestOf } from '@rollcall/shared/digest'
import { type Id, toId } from '@rollcall/shared/ids'
import { describe, expect, test } from 'vitest'
import { openTestDatabase, testDialects } from '../../test/open-test-database.ts'
import { Person } from './person.entity.ts'
import { recordsOf } from './records-of.ts'

const at = new Date('2026-06-01T08:00:00Z')
const idOf = (n: number) => toId('person', Buffer.alloc(16, n))
const [first, second, third, other] = [idOf(1), idOf(2), idOf(3), idOf(4)]

describe.each(testDialects)('records of the same human being on %s', (dialect) => {
  test('reach from each of them to all others, past those in between', async () => {
    await using database = await openTestDatabase(dialect)
    await database.transact(async (em) => {
      em.create(Person, record(first, null))
      em.create(Person, record(second, first))
      em.create(Person, record(third, second))
      em.create(Person, record(other, null))
    })
    const found = await database.read((em) => recordsOf(em, [first, third, other]))
    expect([...found].map(([id, records]) => [id, [...records].sort()])).toEqual([
      [first, [first, second, third]],
      [third, [first, second, third]],
      [other, [other]],
    ])
    expect(found.get(third)?.[0]).toBe(third)
  })

  test('are none of nobody', async () => {
    await using database = await openTestDatabase(dialect)
    expect(await database.read((em) => recordsOf(em, []))).toEqual(new Map())
  })
})

function record(id: Id<'person'>, continues: Id<'person'> | null) {
  const engagement = { engagementKey: id, type: 'employee' as const, startDate: toCivilDate('2020-01-01') }
  const facts = { personKey: id, givenName: 'Ada', familyName: 'Byron', engagements: [engagement] }
  return {
    id,
    organization: toId('organization', Buffer.alloc(16, 1)),
    source: toId('source', Buffer.alloc(16, 1)),
    personKey: id,
    facts,
    factsDigest: digestOf(facts),
    presence: 'present' as const,
    missingSince: null,
    status: 'active' as const,
    continues,
    recordedAt: at,
    wakeAt: null,
    needsPlanning: false,
  }
}

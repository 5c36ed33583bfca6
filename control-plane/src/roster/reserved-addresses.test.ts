import { type Id, toId } from '@rollcall/shared/ids'
import { expect, test } from 'vitest'
import { openTestDatabase, testDialects } from '../../test/open-test-database.ts'
import { reserveAddresses, reservedFor } from './reserved-addresses.ts'

const organization = toId('organization', Buffer.alloc(16, 1))
const ada = toId('person', Buffer.alloc(16, 2))
const zoe = toId('person', Buffer.alloc(16, 3))
const day = (date: string) => new Date(`${date}T00:00:00Z`)

test.each(testDialects)('an address whose time is over is kept for whoever leaves with it next, on %s', async (dialect) => {
  await using database = await openTestDatabase(dialect)
  const reserve = (person: Id<'person'>, at: string, until: string) =>
    database.transact((em) => reserveAddresses(em, { organization, person, keys: ['ada@x'], at: day(at), until: day(until) }))
  const holder = async (at: string) =>
    (await database.read((em) => reservedFor(em, organization, { keys: ['ada@x'], at: day(at) }))).get('ada@x')

  await reserve(ada, '2026-01-01', '2026-02-01')
  await reserve(zoe, '2026-01-31', '2026-12-01')
  expect([await holder('2026-01-31'), await holder('2026-02-01')]).toEqual([ada, undefined])
  await reserve(zoe, '2026-02-01', '2026-03-01')
  expect([await holder('2026-02-28'), await holder('2026-03-01')]).toEqual([zoe, undefined])
})

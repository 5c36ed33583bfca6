import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTestDatabase } from '../../test/open-test-database.ts'
import { Organization } from '../organizations/organization.entity.ts'
import type { Database } from './database.ts'
import { KeptStatements } from './kept-statements.ts'

let database: Database

beforeEach(async () => {
  database = await openTestDatabase('sqlite')
})
afterEach(async () => {
  vi.restoreAllMocks()
  await database[Symbol.asyncDispose]()
})

const insert = (name: string) =>
  database.transact((em) =>
    em.insertMany(Organization, [{ id: `org_${name}`, name, logOrigin: `example.test/${name}`, createdAt: new Date(86_400_000_123) }]),
  )

test.each(["O'Neil", 'why?', '??', '\\?', '?', 'Zoë 🦉'])('the name %s is stored and found as it is', async (name) => {
  await insert(name)
  const found = await database.read((em) => em.findOneOrFail(Organization, { name }))
  expect(found).toMatchObject({ name, createdAt: new Date(86_400_000_123) })
})

test('no statement holds a value, and other values come with the same text', async () => {
  const prepared = vi.spyOn(KeptStatements.prototype, 'prepare')
  await insert('Larkfield')
  const first = prepared.mock.calls.map(([sql]) => sql)
  prepared.mockClear()
  await insert('Meadow')
  expect(first.filter((sql) => sql.startsWith('insert'))).toHaveLength(1)
  expect(first.join()).not.toContain('Larkfield')
  expect(prepared.mock.calls.map(([sql]) => sql)).toEqual(first)
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDatabase, testDialects } from '../../test/open-test-database.ts'
import { Organization } from '../organizations/organization.entity.ts'
import { type Database, NestedTransactionError } from './database.ts'

describe.each(testDialects)('the unit of work on %s', (dialect) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(dialect)
  })
  afterAll(() => database[Symbol.asyncDispose]())

  const insert = (id: string) =>
    database.transact(
      async (em) =>
        void em.create(Organization, { id: `org_${id}`, name: id, logOrigin: `example.test/log/${id}`, createdAt: new Date(0) }),
    )
  const count = () => database.read((em) => em.count(Organization))

  test('a command is kept whole or not at all', async () => {
    await insert('a')
    await expect(
      database.transact(async (em) => {
        em.create(Organization, { id: 'org_b', name: 'b', logOrigin: 'example.test/log/b', createdAt: new Date(0) })
        await em.flush()
        throw new Error('the command fails after its first write')
      }),
    ).rejects.toThrow('fails after')
    expect(await count()).toBe(1)
  })

  test('a command inside a command is refused instead of waiting for itself', async () => {
    await expect(database.transact(() => insert('c'))).rejects.toThrow(NestedTransactionError)
    expect(await count()).toBe(1)
  })

  test('commands that run at the same time do not see each other half done', async () => {
    await Promise.all(['d', 'e', 'f'].map(insert))
    expect(await count()).toBe(4)
  })
})

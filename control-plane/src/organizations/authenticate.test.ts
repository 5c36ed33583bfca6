import { randomBytes } from 'node:crypto'
import { parseEntry } from '@rollcall/shared/ledger/entry'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, testDialects } from '../../test/open-test-database.ts'
import { WakeUps } from '../database/wake-ups.ts'
import { LedgerEntry } from '../ledger/ledger-entry.entity.ts'
import type { Ports } from '../ports.ts'
import { authenticate } from './authenticate.ts'
import { type CreatedMember, createMember, createOrganization } from './create-organization.ts'
import { Member } from './member.entity.ts'

describe.each(testDialects)('members on %s', (dialect) => {
  let ports: Ports
  let owner: CreatedMember
  beforeEach(async () => {
    const database = await openTestDatabase(dialect)
    const now = () => new Date('2026-06-01T08:00:00.000Z')
    ports = { database, wakeUps: new WakeUps(), now, random: (bytes) => randomBytes(bytes), log: pino({ level: 'silent' }) }
    owner = await createOrganization(ports, { name: 'Larkfield', owner: 'Olive', host: 'rollcall.example' })
  })
  afterEach(() => ports.database[Symbol.asyncDispose]())

  test('a token names its member, of its organization, in its role', async () => {
    const { organization, member, token } = await createMember(ports, { ...owner, by: owner.member, name: 'Andy', role: 'auditor' })
    expect(await authenticate(ports, `Bearer ${token}`)).toEqual({ organization, member, name: 'Andy', role: 'auditor' })
    expect(await authenticate(ports, `Bearer ${owner.token}`)).toMatchObject({ member: owner.member, role: 'owner' })
  })

  test.each([
    ['nothing', () => undefined],
    ['no scheme', (token: string) => token],
    ['another scheme', (token: string) => `Basic ${token}`],
    ['a token that nobody has', () => `Bearer rct_${'A'.repeat(43)}`],
    ['a part of a token', (token: string) => `Bearer ${token.slice(0, -1)}`],
    ['more than a token', (token: string) => `Bearer ${token} or 1=1`],
  ])('%s is nobody', async (_what, header) => {
    expect(await authenticate(ports, header(owner.token))).toBeUndefined()
  })

  test('no token is kept, only what it can be recognised by', async () => {
    const rows = await ports.database.read((em) => em.find(Member, {}))
    expect(JSON.stringify(rows)).not.toContain(owner.token.slice(4))
  })

  test('the ledger says who gave whom which power, without a name', async () => {
    const { member: about } = await createMember(ports, { ...owner, by: owner.member, name: 'Andy', role: 'operator' })
    const [entry] = await ports.database.read((em) => em.find(LedgerEntry, {}))
    const leaf = entry?.leaf ?? new Uint8Array()
    expect(parseEntry(leaf)).toMatchObject({ t: 'operator.action', member: owner.member, action: 'member.created.operator', about })
    expect(Buffer.from(leaf).toString()).not.toContain('Andy')
  })
})

import { createHash } from 'node:crypto'
import type { Id } from '@rollcall/shared/ids'
import { parseEntry } from '@rollcall/shared/ledger/entry'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, testDialects } from '../../test/open-test-database.ts'
import type { Database } from '../database/database.ts'
import { WakeUps } from '../database/wake-ups.ts'
import { LedgerEntry } from '../ledger/ledger-entry.entity.ts'
import { Member } from '../organizations/member.entity.ts'
import type { Ports } from '../ports.ts'
import { activatePolicy } from './activate-policy.ts'
import { activePolicy, policyByDigest } from './active-policy.ts'
import { approvePolicy } from './approve-policy.ts'
import { diffVersions } from './diff-versions.ts'
import { saveDraft } from './draft-policy.ts'
import { editPolicy } from './edit-policy.ts'
import { listVersions } from './list-versions.ts'
import { savePolicy } from './save-policy.ts'
import { showVersion } from './show-version.ts'

const organization: Id<'organization'> = `org_${'1'.repeat(32)}`
const elsewhere: Id<'organization'> = `org_${'9'.repeat(32)}`
const ada: Id<'member'> = `mbr_${'2'.repeat(32)}`
const bo: Id<'member'> = `mbr_${'3'.repeat(32)}`
const document = (cutOff = '18:00', approvals = '') => `# ours
version: 1
company: { timeZone: Europe/Berlin }
calendar: { cutOff: "${cutOff}" } # agreed with the works council
${approvals}apps: { wiki: { title: Wiki, account: { userName: person.workEmail } } }
rules: [{ name: all, when: "true", grant: [wiki] }]
`
const twoPeople = 'approvals: { policyNeedsTwo: true }\n'

describe.each(testDialects)('versions of a policy on %s', (dialect) => {
  let database: Database
  let ports: Ports

  beforeEach(async () => {
    database = await openTestDatabase(dialect)
    let calls = 0
    const random = (bytes: number) => createHash('sha256').update(String(calls++)).digest().subarray(0, bytes)
    ports = { database, wakeUps: new WakeUps(), now: () => new Date('2026-06-01T08:00:00.000Z'), random, log: pino({ level: 'silent' }) }
  })
  afterEach(() => database[Symbol.asyncDispose]())

  const save = (text: string, member = ada) => savePolicy(ports, { organization, member, document: text })
  const draft = (text: string, member = ada) => saveDraft(ports, { organization, member, document: text })
  const activate = (version: number, member = ada) => activatePolicy(ports, { organization, member, version })
  const approve = (version: number, member = bo) => approvePolicy(ports, { organization, member, version })
  const states = async () => (await listVersions(ports, organization)).map(({ number, state }) => `${number} ${state}`)
  const cutOff = async () => (await database.read((em) => activePolicy(em, organization)))?.policy.calendar.cutOff
  const entries = async () => {
    const found = await database.read((em) => em.find(LedgerEntry, {}, { orderBy: { position: 'asc' } }))
    return found.map(({ leaf }) => parseEntry(leaf))
  }

  test('a draft changes nothing until it is activated', async () => {
    await save(document())
    expect(await draft(document('17:00'))).toMatchObject({ kind: 'drafted', number: 2, isActive: false, needsApproval: false })
    expect(await cutOff()).toBe('18:00')
    expect(await entries()).toHaveLength(1)
    expect(await activate(2, bo)).toMatchObject({ kind: 'saved', number: 2, isActive: true })
    expect(await cutOff()).toBe('17:00')
    expect((await entries()).at(-1)).toMatchObject({ t: 'policy.changed', version: 2, member: bo })
    expect(await states()).toEqual(['2 active', '1 replaced'])
  })

  test('the same draft twice is one version', async () => {
    await save(document())
    const first = await draft(document('17:00'))
    expect(await draft(document('17:00'), bo)).toEqual({ ...first, kind: 'unchanged' })
    expect(await draft(document())).toMatchObject({ kind: 'unchanged', number: 1, isActive: true })
  })

  test('a draft is refused once another version has come into force, and works when drafted anew', async () => {
    await save(document())
    await draft(document('17:00'))
    await save(document('16:00'))
    expect(await states()).toEqual(['3 active', '2 overtaken', '1 replaced'])
    await expect(activate(2)).rejects.toMatchObject({ code: 'moved' })
    const anew = await draft(document('17:00'))
    expect(anew.number).toBe(4)
    await activate(4)
    expect(await cutOff()).toBe('17:00')
  })

  test('an earlier version comes back as a new one', async () => {
    await save(document())
    await save(document('17:00'))
    expect(await activate(1)).toMatchObject({ kind: 'saved', number: 3, isActive: true })
    expect(await cutOff()).toBe('18:00')
    expect(await states()).toEqual(['3 active', '2 replaced', '1 replaced'])
    expect(await activate(3)).toMatchObject({ kind: 'unchanged' })
  })

  test('a version that was replaced is still found by its digest, in its own organization only', async () => {
    const first = await save(document())
    await save(document('17:00'))
    const found = (where: Id<'organization'>) => database.read((em) => policyByDigest(em, where, first.digest))
    expect((await found(organization))?.calendar.cutOff).toBe('18:00')
    expect(await found(elsewhere)).toBeUndefined()
  })

  test('where a version needs two people, its author cannot put it in force', async () => {
    await save(document('18:00', twoPeople))
    expect(await save(document('17:00'))).toMatchObject({ kind: 'drafted', number: 2, isActive: false, needsApproval: true })
    await expect(activate(2)).rejects.toMatchObject({ code: 'not_approved' })
    await expect(approve(2, ada)).rejects.toMatchObject({ code: 'own_draft' })
    await approve(2, bo)
    await approve(2, bo)
    expect((await listVersions(ports, organization))[0]?.approvedBy).toEqual([bo])
    expect((await entries()).filter(({ t }) => t === 'policy.approved')).toMatchObject([{ version: 2, member: bo }])
    await activate(2)
    expect(await cutOff()).toBe('17:00')
  })

  test('two sign-ins of one human being are not the two people that a version needs', async () => {
    const person = `per_${'7'.repeat(32)}` as const
    const row = { organization, name: 'Ada', role: 'operator', person, createdAt: ports.now() } as const
    await database.transact(async (em) => {
      for (const id of [ada, bo]) em.create(Member, { ...row, id, tokenHash: id })
    })
    await save(document('18:00', twoPeople))
    await save(document('17:00'))
    await expect(approve(2, bo)).rejects.toMatchObject({ code: 'own_draft' })
    await database.transact((em) => em.nativeUpdate(Member, { id: bo }, { person: null }))
    await approve(2, bo)
    await database.transact((em) => em.nativeUpdate(Member, { id: bo }, { person }))
    await expect(activate(2)).rejects.toMatchObject({ code: 'not_approved' })
  })

  test('where a version needs two people, so does the way back', async () => {
    await save(document('17:00'))
    await save(document('18:00', twoPeople))
    expect(await activate(1)).toMatchObject({ kind: 'drafted', number: 3, needsApproval: true })
    await approve(3)
    expect(await activate(3)).toMatchObject({ kind: 'saved' })
    expect(await cutOff()).toBe('17:00')
  })

  test('what is in force cannot be approved any more', async () => {
    await save(document())
    await expect(approve(1)).rejects.toMatchObject({ code: 'wrong_state' })
  })

  test('no other organization has it', async () => {
    await save(document())
    await draft(document('17:00'))
    const foreign = { organization: elsewhere, member: bo, version: 2 }
    await expect(approvePolicy(ports, foreign)).rejects.toMatchObject({ code: 'not_found' })
    await expect(activatePolicy(ports, foreign)).rejects.toMatchObject({ code: 'not_found' })
    await expect(showVersion(ports, foreign)).rejects.toMatchObject({ code: 'not_found' })
    await expect(diffVersions(ports, { organization: elsewhere, from: 1, to: 2 })).rejects.toMatchObject({ code: 'not_found' })
    expect(await listVersions(ports, elsewhere)).toEqual([])
    expect(await showVersion(ports, { organization: elsewhere })).toBeNull()
  })

  test('two versions are compared in words', async () => {
    await save(document())
    await draft(document('17:00'))
    expect(await diffVersions(ports, { organization, from: 1, to: 2 })).toEqual(['calendar.cutOff: 18:00 → 17:00'])
  })

  test('an edit is a draft on the version that it names', async () => {
    const { digest } = await save(document())
    const edit = (base: string, path: (string | number)[], value: unknown) =>
      editPolicy(ports, { organization, member: bo, base, edits: [{ path, value }] })
    const first = await edit(digest, ['calendar', 'cutOff'], '17:00')
    expect(first).toMatchObject({ kind: 'drafted', number: 2 })
    const second = await edit(first.digest, ['apps', 'wiki', 'title'], 'Notes')
    const shown = await showVersion(ports, { organization, version: second.number })
    expect(shown?.document).toBe(
      document('17:00')
        .replace('title: Wiki', 'title: Notes')
        .replace(/\[(.*)\[wiki\](.*)\]/, '[ $1[ wiki ]$2 ]'),
    )
    await activate(second.number)
    await expect(edit(first.digest, ['calendar', 'cutOff'], '16:00')).rejects.toMatchObject({ code: 'moved' })
    await expect(edit(second.digest, ['calendar', 'cutOff'], 'noon')).rejects.toMatchObject({ code: 'shape', line: 4, column: 22 })
  })
})

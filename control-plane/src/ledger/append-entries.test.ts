import { createHash, generateKeyPairSync } from 'node:crypto'
import { disclosureDigest } from '@rollcall/shared/disclosure'
import { ed25519Signer } from '@rollcall/shared/envelope/keys'
import { toId } from '@rollcall/shared/ids'
import { parseEntry } from '@rollcall/shared/ledger/entry'
import { openCheckpoint } from '@rollcall/shared/log/checkpoint'
import { emptyFrontier, extendFrontier, type Frontier, rootOf } from '@rollcall/shared/log/frontier'
import { leafHash } from '@rollcall/shared/log/merkle'
import { toNoteKey } from '@rollcall/shared/log/note-key'
import { verifyConsistency, verifyInclusion } from '@rollcall/shared/log/proofs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDatabase, testDialects } from '../../test/open-test-database.ts'
import type { Database } from '../database/database.ts'
import { Organization } from '../organizations/organization.entity.ts'
import { appendEntries } from './append-entries.ts'
import type { EntryDraft } from './entry-draft.ts'
import { proveConsistency } from './prove-consistency.ts'
import { proveInclusion } from './prove-inclusion.ts'
import { readDisclosures } from './read-disclosures.ts'
import { readFrontier } from './read-frontier.ts'
import { readRange } from './read-range.ts'
import { signCheckpoint } from './sign-checkpoint.ts'

const id = (text: string): Uint8Array => createHash('md5').update(text).digest()
const person = toId('person', id('ada'))
const orphan = (at: number): EntryDraft => ({ t: 'account.orphan_found', app: 'wiki', account: toId('account', id(`account ${at}`)) })

/** Random bytes that differ on each call and each run alike. */
function countingRandom(): (bytes: number) => Uint8Array {
  let calls = 0
  return (bytes) => createHash('sha256').update(String(calls++)).digest().subarray(0, bytes)
}

function grow(frontier: Frontier, leaves: readonly Uint8Array[]): Frontier {
  return leaves.reduce((grown, leaf) => extendFrontier(grown, leafHash(leaf)), frontier)
}

describe.each(testDialects)('the ledger on %s', (dialect) => {
  let database: Database
  const stamp = { at: new Date('2026-11-22T18:25:00.123Z'), random: countingRandom() }
  beforeAll(async () => {
    database = await openTestDatabase(dialect)
  })
  afterAll(() => database[Symbol.asyncDispose]())

  const append = (name: string, drafts: readonly EntryDraft[]) =>
    database.transact((em) => appendEntries(em, toId('organization', id(name)), drafts, stamp))

  test('entries appended in any batches give the tree of their leaves, at every size it had', async () => {
    const organization = toId('organization', id('batches'))
    const sizes = [0]
    for (const batch of [1, 3, 300, 1, 251, 200])
      sizes.push(
        (
          await append(
            'batches',
            Array.from({ length: batch }, (_, at) => orphan(at)),
          )
        ).to,
      )
    expect(sizes).toEqual([0, 1, 4, 304, 305, 556, 756])
    await database.read(async (em) => {
      const leaves = (await readRange(em, { organization, from: 0, to: 756 })).map(({ bytes }) => bytes)
      for (const size of sizes) {
        const frontier = await readFrontier(em, organization, size)
        expect(Buffer.from(rootOf(frontier))).toEqual(Buffer.from(rootOf(grow(emptyFrontier, leaves.slice(0, size)))))
      }
    })
  })

  test('inclusion and consistency are proved from the stored tiles', async () => {
    const organization = toId('organization', id('proofs'))
    await append(
      'proofs',
      Array.from({ length: 600 }, (_, at) => orphan(at)),
    )
    await database.read(async (em) => {
      const root = rootOf(await readFrontier(em, organization, 600))
      const indexes = [0, 255, 256, 511, 599]
      const proofs = await proveInclusion(em, { organization, indexes, size: 600 })
      for (const [at, index] of indexes.entries()) {
        const [leaf] = await readRange(em, { organization, from: index, to: index + 1 })
        const claim = { index, size: 600, leafHash: leafHash(leaf?.bytes ?? Buffer.of()), root, proof: proofs[at] ?? [] }
        expect(verifyInclusion(claim)).toBe(true)
      }
      const fromRoot = rootOf(await readFrontier(em, organization, 257))
      const proof = await proveConsistency(em, { organization, from: 257, to: 600 })
      expect(verifyConsistency({ from: 257, to: 600, fromRoot, toRoot: root, proof })).toBe(true)
    })
  })

  test('two appends in one command and many commands at once leave no gap and no double', async () => {
    const ranges = await Promise.all(
      Array.from({ length: 8 }, () =>
        database.transact(async (em) => {
          const first = await appendEntries(em, toId('organization', id('rush')), [orphan(1)], stamp)
          const second = await appendEntries(em, toId('organization', id('rush')), [orphan(2), orphan(3)], stamp)
          expect(second.from).toBe(first.to)
          return first.from
        }),
      ),
    )
    expect([...ranges].sort((a, b) => a - b)).toEqual([0, 3, 6, 9, 12, 15, 18, 21])
  })

  test('a command that fails leaves no entry', async () => {
    await append('undone', [orphan(1)])
    const failing = database.transact(async (em) => {
      await appendEntries(em, toId('organization', id('undone')), [orphan(2)], stamp)
      throw new Error('the command fails')
    })
    await expect(failing).rejects.toThrow('the command fails')
    expect(await append('undone', [])).toEqual({ from: 1, to: 1 })
  })

  test('personal facts stay outside the leaf, which commits to them', async () => {
    const organization = toId('organization', id('facts'))
    const source = toId('source', id('s'))
    const snapshot = toId('snapshot', id('s'))
    const facts = { name: 'Ada Lovelace', title: null }
    await append('facts', [{ t: 'hr.change', sub: person, source, snapshot, change: 'hired', facts }])
    await database.read(async (em) => {
      const [leaf] = await readRange(em, { organization, from: 0, to: 1 })
      const entry = parseEntry(leaf?.bytes ?? Buffer.of())
      expect(Buffer.from(leaf?.bytes ?? []).toString()).not.toContain('Lovelace')
      const disclosures = (await readDisclosures(em, { organization, from: 0, to: 1 })).get(0) ?? []
      expect(Object.fromEntries(disclosures.map(({ name, value }) => [name, value]))).toEqual(facts)
      expect(disclosures.map(disclosureDigest).sort()).toEqual(entry.sd)
    })
  })

  test('a checkpoint is signed for the size now and for any before', async () => {
    const organization = toId('organization', id('signed'))
    await database.transact(async (em) => {
      em.create(Organization, { id: organization, name: 'Signed', logOrigin: 'rollcall.example/log/7f', createdAt: stamp.at })
      await appendEntries(em, organization, [orphan(1), orphan(2)], stamp)
    })
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const signer = { key: toNoteKey('rollcall.example/log/7f', publicKey), signer: ed25519Signer(privateKey) }
    await database.read(async (em) => {
      expect(openCheckpoint(await signCheckpoint(em, { organization, signer }), [signer.key]).size).toBe(2)
      expect(openCheckpoint(await signCheckpoint(em, { organization, size: 0, signer }), [signer.key]).size).toBe(0)
      await expect(signCheckpoint(em, { organization, size: 3, signer })).rejects.toThrow(RangeError)
    })
  })

  test('the database itself refuses to change or delete what was logged', async () => {
    await append(
      'frozen',
      Array.from({ length: 2 }, (_, at) => orphan(at)),
    )
    const run = (sql: string) => database.read((em) => em.execute(sql))
    await expect(run('update ledger_entry set position = 99 where position = 1')).rejects.toThrow('never changed')
    await expect(run('delete from ledger_entry')).rejects.toThrow('never changed')
    await expect(run('delete from ledger_tile')).rejects.toThrow('never deleted')
    await expect(run('update ledger_tile set hashes = substr(hashes, 1, 32)')).rejects.toThrow('only grow')
    await expect(run('update ledger_tile set position = 7')).rejects.toThrow('only grow')
  })
})

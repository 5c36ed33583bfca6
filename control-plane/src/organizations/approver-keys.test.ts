import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { approverKeyProof } from '@rollcall/shared/approver-key-proof'
import { ed25519Signer, publicPem } from '@rollcall/shared/envelope/keys'
import type { Id } from '@rollcall/shared/ids'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDialects } from '../../test/open-test-database.ts'
import { TestApprovals } from '../../test/test-approvals.ts'
import { addApproverKey } from './add-approver-key.ts'
import { passkeyOptions } from './add-passkey.ts'
import { approverKeysOf } from './approver-keys-of.ts'
import { ChallengeBook } from './challenge-book.ts'
import { linkMember } from './link-member.ts'
import { listApproverKeys } from './list-approver-keys.ts'
import { listMembers } from './list-members.ts'
import { relyingParty } from './relying-party.ts'
import { revokeApproverKey } from './revoke-approver-key.ts'

const minutes = 60_000

describe.each(testDialects)('approver keys on %s', (dialect) => {
  let world: TestApprovals
  let member: Id<'member'>
  let organization: Id<'organization'>
  beforeEach(async () => {
    world = await TestApprovals.open(dialect)
    organization = world.fleet.owner.organization
    member = await world.addMember('approver')
  })
  afterEach(() => world[Symbol.asyncDispose]())

  const keyPair = () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    return { signer: ed25519Signer(privateKey), publicKey: publicPem(createPublicKey(privateKey)) }
  }
  const issue = (to = member) => world.services.challenges.issue(to, world.fleet.at)
  const add = async ({ challenge = issue(), signedFor = member, pair = keyPair(), publicKey = '' } = {}) => {
    const proof = Buffer.from(await pair.signer.sign(approverKeyProof({ organization, member: signedFor, challenge }))).toString('base64')
    const key = { organization, member, publicKey: publicKey || pair.publicKey }
    return addApproverKey(world.services, { ...key, name: 'laptop', challenge, proof })
  }

  test('one is registered by whoever holds it, and the ledger names it by its hash', async () => {
    const id = await add()
    expect(await world.entries('approver_key.')).toMatchObject([{ member, key: id, kind: 'ed25519', res: 'added' }])
    expect(await listApproverKeys(world.services, organization)).toMatchObject({ site: null, keys: [{ id, member, revokedAt: null }] })
    expect(await listMembers(world.services.database, organization)).toContainEqual(expect.objectContaining({ id: member, keys: 1 }))
  })

  test('one is not registered without a proof by that key, for that member, of a challenge of theirs', async () => {
    const proofs = [
      { publicKey: keyPair().publicKey },
      { signedFor: world.fleet.owner.member },
      { challenge: 'AAAA' },
      { challenge: issue(world.fleet.owner.member) },
    ]
    for (const lie of proofs) await expect(add(lie)).rejects.toMatchObject({ code: 'proof' })
  })

  test('a challenge is good once, for five minutes', async () => {
    const challenge = issue()
    await add({ challenge })
    await expect(add({ challenge })).rejects.toMatchObject({ code: 'proof' })
    const late = issue()
    world.fleet.pass(5 * minutes)
    await expect(add({ challenge: late })).rejects.toMatchObject({ code: 'proof' })
  })

  test('only Ed25519 keys are taken, and none under which anybody can sign', async () => {
    const p256 = publicPem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)
    const weak = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(`302a300506032b6570032100${'00'.repeat(32)}`, 'hex').toString('base64')}\n-----END PUBLIC KEY-----\n`
    for (const publicKey of [p256, weak, 'no key']) await expect(add({ publicKey })).rejects.toMatchObject({ code: 'unusable' })
  })

  test('a key belongs to one member, and one that was revoked does not come back', async () => {
    const pair = keyPair()
    const key = await add({ pair })
    await expect(add({ pair })).rejects.toMatchObject({ code: 'taken' })
    await revokeApproverKey(world.services, { organization, by: member, role: 'approver', key })
    await expect(add({ pair })).rejects.toMatchObject({ code: 'taken' })
    expect(await world.services.database.read((em) => approverKeysOf(em, member))).toEqual([])
    expect(await world.entries('approver_key.')).toMatchObject([{ res: 'added' }, { res: 'revoked' }])
  })

  test('a key is revoked by its owner or an owner of the organization, and by nobody else', async () => {
    const key = await add()
    const other = await world.addMember('operator')
    const revoke = (by: Id<'member'>, role: 'operator' | 'owner', from = organization) =>
      revokeApproverKey(world.services, { organization: from, by, role, key })
    await expect(revoke(other, 'operator')).rejects.toMatchObject({ code: 'not_yours' })
    await expect(revoke(other, 'owner', `org_${'9'.repeat(32)}`)).rejects.toMatchObject({ code: 'not_found' })
    await revoke(world.fleet.owner.member, 'owner')
  })

  test('a passkey is made for our name, and not where the same device has one already', async () => {
    const options = await passkeyOptions(world.services, { organization, member, memberName: 'Ada' })
    expect(options).toMatchObject({
      rp: { id: 'rollcall.example' },
      user: { name: 'Ada' },
      excludeCredentials: [],
      authenticatorSelection: { userVerification: 'required' },
    })
  })

  test('a member is linked to somebody whom HR knows', async () => {
    await world.addPerson('ada')
    await world.link(member, 'ada')
    expect(await listMembers(world.services.database, organization)).toContainEqual(
      expect.objectContaining({ id: member, personKey: 'ada' }),
    )
    await expect(world.link(member, 'nobody')).rejects.toMatchObject({ code: 'no_person' })
    await expect(world.link(`mbr_${'0'.repeat(32)}`, 'ada')).rejects.toMatchObject({ code: 'not_found' })
    expect(await world.entries('operator.action')).toContainEqual(expect.objectContaining({ action: 'member.linked', about: member }))
  })

  test('nobody changes who they are themselves, nor by another sign-in', async () => {
    await world.addPerson('ada')
    await world.addPerson('boss')
    const link = (by: Id<'member'>, of: Id<'member'>, personKey: string | null) =>
      linkMember(world.services, { organization, by, member: of, personKey })
    const { member: owner } = world.fleet.owner
    await link(owner, owner, 'ada')
    await expect(link(owner, owner, null)).rejects.toMatchObject({ code: 'not_yours' })
    await expect(link(owner, owner, 'boss')).rejects.toMatchObject({ code: 'not_yours' })
    const again = await world.addMember('owner', 'ada')
    await expect(link(again, owner, null)).rejects.toMatchObject({ code: 'not_yours' })
    await link(member, owner, null)
    expect((await world.entries('operator.action')).at(-1)).toMatchObject({ member, action: 'member.unlinked', about: owner })
  })
})

test('challenges are kept apart, and only the newest few of one member', () => {
  let calls = 0
  const book = new ChallengeBook((size) => Buffer.alloc(size, calls++))
  const [ada, bob] = [`mbr_${'a'.repeat(32)}`, `mbr_${'b'.repeat(32)}`] as const
  const at = new Date('2026-06-01T08:00:00Z')
  const [first, ...rest] = Array.from({ length: 9 }, () => book.issue(ada, at))
  expect(book.take(bob, rest[0] ?? '', at)).toBe(false)
  expect(book.take(ada, first ?? '', at)).toBe(false)
  expect(rest.every((text) => book.take(ada, text, at))).toBe(true)
})

test.each([
  ['https://rollcall.example', 'rollcall.example', 'https://rollcall.example'],
  ['https://rollcall.example:8443/', 'rollcall.example', 'https://rollcall.example:8443'],
  ['http://127.0.0.1:7023', 'localhost', 'http://localhost:7023'],
  ['http://[::1]:7023', 'localhost', 'http://localhost:7023'],
])('the site at %s is %s to passkeys', (url, id, origin) => {
  expect(relyingParty(url)).toEqual({ id, origins: [origin] })
})

test('an IP address that others reach us by has no passkeys', () => {
  expect(() => relyingParty('https://10.0.0.7')).toThrow('ROLLCALL_URL')
})

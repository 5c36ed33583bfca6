import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgentKeys, openAgentKeys } from './agent-keys.ts'
import { Scrubber } from './scrubber.ts'
import { Vault } from './vault.ts'
import { VaultError } from './vault-error.ts'
import { unlockVaultKey } from './vault-key.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-vault-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function openVault({ phrase = 'a long passphrase', organization = 'org_1', scrubber = new Scrubber() } = {}): Promise<Vault> {
  const vaultKey = await unlockVaultKey({ folder, passphrase: Buffer.from(phrase), cost: 1_024, random: randomBytes })
  await vaultKey.save()
  return new Vault({ folder, organization, key: vaultKey.key, random: randomBytes, scrubber })
}

const faultOf = async (work: Promise<unknown>): Promise<unknown> => {
  const error = await work.catch((thrown: unknown) => thrown)
  return error instanceof VaultError ? error.code : error
}

test('a secret comes back after the process is gone', async () => {
  await (await openVault()).seal({ app: 'crm', name: 'token' }, 'häschen 🐇')
  expect(await (await openVault()).open({ app: 'crm', name: 'token' })).toBe('häschen 🐇')
})

test('a wrong passphrase is said to be just that', async () => {
  await openVault()
  expect(await faultOf(openVault({ phrase: 'another passphrase' }))).toBe('passphrase')
})

test('a secret that is not there is missing', async () => {
  expect(await faultOf((await openVault()).open({ app: 'crm', name: 'token' }))).toBe('missing')
})

test('nothing readable lies on the disk, and nobody else may look', async () => {
  await (await openVault()).seal({ app: 'crm', name: 'token' }, 'canary-7731')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files).toHaveLength(2)
  for (const { parentPath, name } of files) {
    expect(readFileSync(join(parentPath, name), 'utf8')).not.toContain('canary')
    expect(statSync(join(parentPath, name)).mode & 0o077).toBe(0)
  }
})

test('a secret does not open in the place of another, for another organization, or in an older version', async () => {
  const vault = await openVault()
  await vault.seal({ app: 'crm', name: 'token' }, 'first')
  const file = join(folder, 'crm', 'token.json')
  copyFileSync(file, join(folder, 'crm', 'other.json'))
  expect(await faultOf(vault.open({ app: 'crm', name: 'other' }))).toBe('damaged')
  expect(await faultOf((await openVault({ organization: 'org_2' })).open({ app: 'crm', name: 'token' }))).toBe('damaged')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"version":1', '"version":2'))
  expect(await faultOf(vault.open({ app: 'crm', name: 'token' }))).toBe('damaged')
})

test('a changed byte is noticed', async () => {
  const vault = await openVault()
  await vault.seal({ app: 'crm', name: 'token' }, 'first')
  const file = join(folder, 'crm', 'token.json')
  const entry = JSON.parse(readFileSync(file, 'utf8'))
  const data = Buffer.from(entry.secret.data, 'base64')
  data[0] = (data[0] ?? 0) ^ 1
  writeFileSync(file, JSON.stringify({ ...entry, secret: { ...entry.secret, data: data.toString('base64') } }))
  expect(await faultOf(vault.open({ app: 'crm', name: 'token' }))).toBe('damaged')
})

test("the agent's own keys live in the vault and sign as before", async () => {
  const made = createAgentKeys(randomBytes)
  await made.sealInto(await openVault())
  const opened = await openAgentKeys(await openVault())
  expect(opened.results.keyId).toBe(made.results.keyId)
  expect(await opened.bound.sign(Buffer.from('x'))).toEqual(await made.bound.sign(Buffer.from('x')))
})

test('a secret that was opened is known to the scrubber from then on, kept session state is not', async () => {
  const vault = await openVault()
  await vault.seal({ app: 'crm', name: 'token' }, 'canary-9931')
  await vault.seal({ app: 'crm', name: '_session' }, 'session-state')
  const scrubber = new Scrubber()
  const reopened = await openVault({ scrubber })
  expect(scrubber.scrub('canary-9931')).toBe('canary-9931')
  await reopened.open({ app: 'crm', name: 'token' })
  await reopened.open({ app: 'crm', name: '_session' })
  expect(scrubber.scrub('canary-9931 session-state')).toBe('[secret] session-state')
})

test('the scrubber takes an opened secret out of text in six encodings', () => {
  const scrubber = new Scrubber()
  const secret = 'p"ss wörd/1'
  scrubber.remember(secret)
  const bytes = Buffer.from(secret)
  const forms = [
    secret,
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(secret),
    JSON.stringify(secret),
  ]
  for (const form of forms) expect(scrubber.scrub(`before ${form} after`)).toMatch(/^before .?\[secret\]=*.? after$/)
})

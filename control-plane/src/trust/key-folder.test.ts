import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keyIdOf } from '@rollcall/shared/envelope/keys'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTrust } from './create-trust.ts'
import { readKeyFolder, writeKeyFolder } from './key-folder.ts'
import { KeyFolderError } from './key-folder-error.ts'

const at = new Date('2026-06-01T08:00:00.000Z')
let parent: string
let folder: string
beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'rollcall-keys-'))
  folder = join(parent, 'keys')
  writeKeyFolder(folder, await createTrust({ controlPlane: 'rollcall.example', at }))
})
afterEach(() => rmSync(parent, { recursive: true }))

test('private keys are their owner’s alone', () => {
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  const keys = readdirSync(folder).filter((name) => name.endsWith('.key.pem'))
  expect(keys.sort()).toEqual(['jobs.key.pem', 'log.key.pem', 'packet.key.pem', 'packetP256.key.pem', 'root.key.pem'])
  for (const name of keys) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600])
})

test('what was written is read back, each key listed for its role', () => {
  const { roleKeys, trust, fingerprint } = readKeyFolder(folder)
  const idOf = (name: keyof typeof roleKeys) => keyIdOf(createPublicKey(roleKeys[name]))
  expect(trust).toMatchObject({ version: 1, controlPlane: 'rollcall.example', expiresAt: '2027-06-01T08:00:00.000Z' })
  expect([trust.roles.jobs.keyIds, trust.roles.log.keyIds]).toEqual([[idOf('jobs')], [idOf('log')]])
  expect(trust.roles.packet.keyIds).toEqual([idOf('packet'), idOf('packetP256')])
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
})

test('keys are never written over', async () => {
  const again = await createTrust({ controlPlane: 'rollcall.example', at })
  expect(() => writeKeyFolder(folder, again)).toThrow('already holds a trust document')
  rmSync(join(folder, 'trust.json'))
  expect(() => writeKeyFolder(folder, again)).toThrow(/jobs\.key\.pem.* but no trust\.json/)
})

test('the root’s private key is not needed to run', () => {
  rmSync(join(folder, 'root.key.pem'))
  expect(readKeyFolder(folder).trust.version).toBe(1)
})

test.each([
  ['jobs.key.pem', undefined, 'it is missing'],
  ['jobs.key.pem', 'nonsense', 'it is damaged'],
  ['log.key.pem', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), 'does not list it for its role'],
  ['trust.json', '{}', 'it is damaged'],
  ['root-fingerprint.txt', 'f'.repeat(64), 'does not belong to the others'],
])('a %s that is not right (%#) is named', (name, text, what) => {
  if (text === undefined) rmSync(join(folder, name))
  else writeFileSync(join(folder, name), text)
  expect(() => readKeyFolder(folder)).toThrow(KeyFolderError)
  expect(() => readKeyFolder(folder)).toThrow(what)
})

test('a folder without keys says what to do', () => {
  expect(() => readKeyFolder(join(parent, 'nowhere'))).toThrow('run "rollcall init" first')
})

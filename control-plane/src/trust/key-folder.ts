import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Envelope, envelopeSchema } from '@rollcall/shared/envelope/envelope'
import { keyIdOf } from '@rollcall/shared/envelope/keys'
import { openTrust, type Trust } from '@rollcall/shared/trust'
import type { CreatedTrust, RoleKeys } from './create-trust.ts'
import { KeyFolderError } from './key-folder-error.ts'

export interface LoadedTrust {
  readonly roleKeys: RoleKeys
  readonly envelope: Envelope
  readonly trust: Trust
  readonly fingerprint: string
}

/** Which of the trust document's roles each key file is for. */
const roleOf = { jobs: 'jobs', log: 'log', packet: 'packet', packetP256: 'packet' } as const
type KeyName = keyof typeof roleOf
const keyNames: readonly KeyName[] = ['jobs', 'log', 'packet', 'packetP256']

/** Writes new keys, readable by their owner alone. Refuses to overwrite: a lost key is a lost ledger. @throws KeyFolderError */
export function writeKeyFolder(folder: string, created: CreatedTrust): void {
  const files = ['trust.json', 'root-fingerprint.txt', ...[...keyNames, 'root'].map((name) => `${name}.key.pem`)]
  const present = files.filter((file) => existsSync(join(folder, file)))
  if (present.includes('trust.json')) throw new KeyFolderError(`${folder} already holds a trust document: use it, or choose another folder`)
  if (present.length > 0)
    throw new KeyFolderError(`${folder} holds ${present.join(', ')} but no trust.json: move them away, or choose another folder`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of keyNames) writePrivate(join(folder, `${name}.key.pem`), created.roleKeys[name])
  writePrivate(join(folder, 'root.key.pem'), created.root)
  writeFileSync(join(folder, 'root-fingerprint.txt'), `${created.fingerprint}\n`)
  writeFileSync(join(folder, 'trust.json'), `${JSON.stringify(created.trust)}\n`)
}

/** Reads what a running control plane needs. The root's private key is never read here, and should not be in the folder any more. @throws KeyFolderError */
export function readKeyFolder(folder: string): LoadedTrust {
  if (!existsSync(join(folder, 'trust.json')))
    throw new KeyFolderError(`no keys in ${folder}: run "rollcall init" first, or set ROLLCALL_KEYS to the folder that holds them`)
  const fingerprint = readFrom(folder, 'root-fingerprint.txt', (text) => text.trim())
  const envelope = readFrom(folder, 'trust.json', (text) => envelopeSchema.parse(JSON.parse(text)))
  const trust = readFrom(folder, 'trust.json', () => openTrust(envelope, fingerprint))
  const key = (name: KeyName) => readFrom(folder, `${name}.key.pem`, (pem) => listedKey(pem, trust.roles[roleOf[name]].keyIds))
  return {
    roleKeys: { jobs: key('jobs'), log: key('log'), packet: key('packet'), packetP256: key('packetP256') },
    envelope,
    trust,
    fingerprint,
  }
}

function writePrivate(file: string, key: KeyObject): void {
  writeFileSync(file, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
}

function readFrom<T>(folder: string, name: string, read: (text: string) => T): T {
  const file = join(folder, name)
  try {
    return read(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new KeyFolderError(`${file} cannot be used: ${whatIsWrong(cause)}. Restore it from a backup`, { cause })
  }
}

function whatIsWrong(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return 'it is missing'
  if (cause instanceof Error && 'code' in cause && cause.code === 'EACCES') return 'you may not read it'
  return cause instanceof KeyFolderError ? cause.message : 'it is damaged, or does not belong to the others'
}

/** A key that the trust document does not list would sign what no agent believes. */
function listedKey(pem: string, keyIds: readonly string[]): KeyObject {
  const key = createPrivateKey(pem)
  if (!keyIds.includes(keyIdOf(createPublicKey(key)))) throw new KeyFolderError('the trust document does not list it for its role')
  return key
}

import { createPrivateKey, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Envelope, envelopeSchema } from '@rollcall/shared/envelope/envelope'
import { openTrust, type Trust } from '@rollcall/shared/trust'
import { z } from 'zod'
import type { CreatedTrust, RoleKeys } from './create-trust.ts'

export class KeyFolderError extends Error {
  override readonly name = 'KeyFolderError'
}

export interface LoadedTrust {
  readonly roleKeys: RoleKeys
  readonly envelope: Envelope
  readonly trust: Trust
  readonly fingerprint: string
}

const roleNames = ['jobs', 'log', 'packet', 'packetP256'] as const

/** Writes new keys, readable by their owner alone. Refuses to overwrite: a lost key is a lost ledger. */
export function writeKeyFolder(folder: string, created: CreatedTrust): void {
  if (existsSync(join(folder, 'trust.json')))
    throw new KeyFolderError(`${folder} already holds a trust document: use it, or choose another folder`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of roleNames) writePrivate(join(folder, `${name}.key.pem`), created.roleKeys[name])
  writePrivate(join(folder, 'root.key.pem'), created.root)
  writeFileSync(join(folder, 'trust.json'), `${JSON.stringify(created.trust)}\n`)
  writeFileSync(join(folder, 'root-fingerprint.txt'), `${created.fingerprint}\n`)
}

/** Reads what a running control plane needs. The root's private key is never read here, and should not be in the folder any more. */
export function readKeyFolder(folder: string): LoadedTrust {
  if (!existsSync(join(folder, 'trust.json')))
    throw new KeyFolderError(`no keys in ${folder}: run "rollcall init" first, or set ROLLCALL_KEYS to the folder that holds them`)
  const envelope = envelopeSchema.parse(JSON.parse(readFileSync(join(folder, 'trust.json'), 'utf8')))
  const fingerprint = z
    .string()
    .parse(readFileSync(join(folder, 'root-fingerprint.txt'), 'utf8'))
    .trim()
  const [jobs, log, packet, packetP256] = roleNames.map((name) => createPrivateKey(readFileSync(join(folder, `${name}.key.pem`))))
  if (jobs === undefined || log === undefined || packet === undefined || packetP256 === undefined)
    throw new KeyFolderError(`${folder} lacks a key`)
  return { roleKeys: { jobs, log, packet, packetP256 }, envelope, trust: openTrust(envelope, fingerprint), fingerprint }
}

function writePrivate(file: string, key: KeyObject): void {
  writeFileSync(file, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
}

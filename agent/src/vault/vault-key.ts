import { scrypt } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseHomeFile } from '../home/parse-home-file.ts'
import { readIfPresent } from '../home/read-if-present.ts'
import { writeAtomically } from '../home/write-atomically.ts'
import type { Random } from '../ports.ts'
import { openBox, sealBox, sealedBoxSchema } from './sealed-box.ts'
import { VaultError } from './vault-error.ts'

const headerSchema = z.strictObject({
  v: z.literal(1),
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    n: z.int().min(1_024).max(1_048_576),
    r: z.literal(8),
    p: z.literal(1),
    salt: z.base64(),
  }),
  /** Opens only with the right passphrase, so a wrong one is told apart from damage. */
  check: sealedBoxSchema,
})
type Header = z.infer<typeof headerSchema>

export interface UnlockOptions {
  readonly folder: string
  readonly passphrase: Uint8Array
  /** scrypt's N for a new vault. */
  readonly cost: number
  readonly random: Random
}

/** The key-encryption key. A new vault exists on disk only after `save`. */
export interface VaultKey {
  readonly key: Uint8Array
  save(): Promise<void>
}

const checkText = 'rollcall vault v1'

/** Derives the key-encryption key from the passphrase (RFC 7914). @throws VaultError `passphrase` when it is not the one of this vault */
export async function unlockVaultKey(options: UnlockOptions): Promise<VaultKey> {
  const file = join(options.folder, 'key.json')
  const text = await readIfPresent(file)
  if (text === undefined) return await newVaultKey(file, options)
  const header = parseHomeFile(file, text, headerSchema)
  const key = await derive(options.passphrase, header.kdf)
  if (openBox(header.check, { key, associated: checkText }) === undefined)
    throw new VaultError('passphrase', `The passphrase does not open the vault in ${options.folder}.`)
  return { key, save: async () => {} }
}

async function newVaultKey(file: string, { folder, passphrase, cost, random }: UnlockOptions): Promise<VaultKey> {
  const kdf: Header['kdf'] = { name: 'scrypt', n: cost, r: 8, p: 1, salt: Buffer.from(random(32)).toString('base64') }
  const key = await derive(passphrase, kdf)
  const header: Header = { v: 1, kdf, check: sealBox(Buffer.from(checkText), { key, associated: checkText }, random) }
  return {
    key,
    save: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeAtomically(file, `${JSON.stringify(header)}\n`)
    },
  }
}

function derive(passphrase: Uint8Array, { n, r, p, salt }: Header['kdf']): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  scrypt(passphrase, Buffer.from(salt, 'base64'), 32, { N: n, r, p, maxmem: 256 * n * r }, (error, key) =>
    error ? reject(error) : resolve(key),
  )
  return promise
}

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from '@rollcall/shared/connector/manifest'
import { z } from 'zod'
import { parseHomeFile } from '../home/parse-home-file.ts'
import { readIfPresent } from '../home/read-if-present.ts'
import { writeAtomically } from '../home/write-atomically.ts'
import type { Random } from '../ports.ts'
import type { Scrubber } from './scrubber.ts'
import { openBox, sealBox, sealedBoxSchema } from './sealed-box.ts'
import { VaultError } from './vault-error.ts'

const entrySchema = z.strictObject({ v: z.literal(1), version: z.int().min(1), dataKey: sealedBoxSchema, secret: sealedBoxSchema })
const pathPartSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

/** Names one secret: those of an app as its manifest calls them, those of the agent itself under `agentSecrets`. */
export interface SecretName {
  readonly app: string
  readonly name: string
  /** From the connector's manifest: a user name is sealed like the others but not taken out of texts. */
  readonly kind?: Manifest['secrets'][number]['kind'] | undefined
}

/** Not a name that an app can have, so no app's secret can take its place. */
export const agentSecrets = '_agent'

export interface VaultOptions {
  readonly folder: string
  readonly organization: string
  readonly key: Uint8Array
  readonly random: Random
  readonly scrubber: Scrubber
}

/**
 * Sealed secrets, one file each, so that two processes never undo each other's writes. Each has a data key of its own, sealed by the
 * key-encryption key; both boxes are bound to organization, app, name and version. The only place that opens secrets.
 */
export class Vault {
  readonly #options: VaultOptions

  constructor(options: VaultOptions) {
    this.#options = options
  }

  async seal(name: SecretName, secret: string): Promise<void> {
    const { key, random, scrubber } = this.#options
    if (isCredential(name)) scrubber.remember(secret)
    const version = ((await this.#read(name))?.version ?? 0) + 1
    const associated = this.#associated(name, version)
    const dataKey = Buffer.from(random(32))
    const content = Buffer.from(secret, 'utf8')
    const entry = {
      v: 1,
      version,
      dataKey: sealBox(dataKey, { key, associated }, random),
      secret: sealBox(content, { key: dataKey, associated }, random),
    }
    dataKey.fill(0)
    content.fill(0)
    await mkdir(this.#folder(name), { recursive: true, mode: 0o700 })
    await writeAtomically(this.#file(name), `${JSON.stringify(entry)}\n`)
  }

  /** Undefined when there is no such secret. @throws VaultError `damaged` */
  async find(name: SecretName): Promise<string | undefined> {
    const { key, scrubber } = this.#options
    const entry = await this.#read(name)
    if (entry === undefined) return undefined
    const associated = this.#associated(name, entry.version)
    const dataKey = openBox(entry.dataKey, { key, associated })
    const content = dataKey === undefined ? undefined : openBox(entry.secret, { key: dataKey, associated })
    dataKey?.fill(0)
    if (content === undefined)
      throw new VaultError('damaged', `The secret "${name.name}" of ${name.app} was not sealed here, or was changed since.`)
    const secret = content.toString('utf8')
    content.fill(0)
    if (isCredential(name)) scrubber.remember(secret)
    return secret
  }

  /** @throws VaultError `missing`, `damaged` */
  async open(name: SecretName): Promise<string> {
    const secret = await this.find(name)
    if (secret === undefined) throw new VaultError('missing', `The vault holds no "${name.name}" for ${name.app}.`)
    return secret
  }

  async #read(name: SecretName): Promise<z.infer<typeof entrySchema> | undefined> {
    const text = await readIfPresent(this.#file(name))
    return text === undefined ? undefined : parseHomeFile(this.#file(name), text, entrySchema)
  }

  #associated({ app, name }: SecretName, version: number): string {
    return [this.#options.organization, app, name, version].join('|')
  }

  #folder({ app }: SecretName): string {
    return join(this.#options.folder, pathPartSchema.parse(app))
  }

  #file(name: SecretName): string {
    return join(this.#folder(name), `${pathPartSchema.parse(name.name)}.json`)
  }
}

/** A name that starts with "_" is kept state, such as a browser session: large, ever changing, and never a whole word of a message. */
function isCredential({ name, kind }: SecretName): boolean {
  return !name.startsWith('_') && kind !== 'username'
}

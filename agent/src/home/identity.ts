import { sha256HexSchema } from '@rollcall/shared/digest'
import { idSchema } from '@rollcall/shared/id-schema'
import { z } from 'zod'
import { UserError } from '../user-error.ts'
import { parseHomeFile } from './parse-home-file.ts'
import { readIfPresent } from './read-if-present.ts'
import { writeAtomically } from './write-atomically.ts'

/** Who this agent is. Holds nothing secret: the private keys are in the vault. */
export const identitySchema = z.strictObject({
  v: z.literal(1),
  name: z.string(),
  agent: idSchema('agent'),
  organization: idSchema('organization'),
  organizationName: z.string(),
  epoch: z.int().min(1),
  session: z.url(),
  controlPlane: z.url(),
  rootFingerprint: sha256HexSchema,
  keys: z.strictObject({ bound: sha256HexSchema, results: sha256HexSchema }),
})
export type Identity = Readonly<z.infer<typeof identitySchema>>

export async function readIdentity(file: string): Promise<Identity | undefined> {
  const text = await readIfPresent(file)
  return text === undefined ? undefined : parseHomeFile(file, text, identitySchema)
}

/** @throws UserError when the home directory has not been enrolled */
export async function requireIdentity(file: string): Promise<Identity> {
  const identity = await readIdentity(file)
  if (identity === undefined) throw new UserError(`${file} does not exist: enrol this agent first with "rollcall-agent enrol".`)
  return identity
}

export async function writeIdentity(file: string, identity: Identity): Promise<void> {
  await writeAtomically(file, `${JSON.stringify(identity, null, 2)}\n`)
}

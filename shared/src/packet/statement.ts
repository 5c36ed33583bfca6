import { z } from 'zod'
import { canonicalJson } from '../canonical-json.ts'
import { caseKinds } from '../case-kinds.ts'
import { sha256Hex, sha256HexSchema } from '../digest.ts'
import { idSchema } from '../id-schema.ts'
import type { PacketFiles } from './packet-files.ts'
import { sealNames } from './packet-layout.ts'

/** What a packet is about, and between which sizes of which log it is complete. */
const predicateSchema = z.strictObject({
  v: z.literal(1),
  case: idSchema('case'),
  kind: z.enum(caseKinds),
  origin: z.string().min(1).max(256),
  from: z.int().min(0),
  to: z.int().min(0),
})
export type PacketPredicate = Readonly<z.infer<typeof predicateSchema>>

const predicateType = 'urn:rollcall:evidence-packet:v1'

/** in-toto Statement v1: the signed list of every payload file with its SHA-256. */
export const statementSchema = z.strictObject({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.array(z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: sha256HexSchema }) })),
  predicateType: z.literal(predicateType),
  predicate: predicateSchema,
})
export type Statement = Readonly<z.infer<typeof statementSchema>>

/** Enough for the names and hashes of the most files that a packet may hold. */
export const maxStatementBytes = 16 * 2 ** 20

export function statementBytes(files: PacketFiles, predicate: PacketPredicate): Uint8Array {
  const names = [...files.keys()].filter((name) => !sealNames.has(name)).sort()
  const subject = names.map((name) => ({ name, digest: { sha256: sha256Hex(files.get(name) ?? new Uint8Array()) } }))
  return canonicalJson(statementSchema.parse({ _type: 'https://in-toto.io/Statement/v1', subject, predicateType, predicate }))
}

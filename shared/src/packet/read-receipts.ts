import { sha256Hex } from '../digest.ts'
import { type Envelope, envelopeSchema } from '../envelope/envelope.ts'
import { type Receipt, receiptSchema } from '../receipt.ts'
import { inFile } from './packet-fault.ts'
import { fileJson, namesLike, type PacketFiles } from './packet-files.ts'
import { patterns } from './packet-layout.ts'

export interface ReadReceipt {
  readonly file: string
  /** `<job>-<n>`, from the file's name. */
  readonly part: string
  readonly envelope: Envelope
  readonly receipt: Receipt
  /** What the ledger names it by: hex SHA-256 of the payload bytes. */
  readonly hash: string
}

/** Every receipt in the packet, as it claims to be. Nothing is proved by reading. @throws PacketFault */
export function readReceipts(files: PacketFiles): readonly ReadReceipt[] {
  return namesLike(files, patterns.receipt).map(({ name, part }) => {
    const json = fileJson(files, name)
    return inFile(name, () => {
      const envelope = envelopeSchema.parse(json)
      const bytes = Buffer.from(envelope.payload, 'base64')
      return { file: name, part, envelope, receipt: receiptSchema.parse(JSON.parse(bytes.toString('utf8'))), hash: sha256Hex(bytes) }
    })
  })
}

/** Digests of the states before and after its steps. */
export function commitmentsOf({ steps }: Receipt): readonly string[] {
  return steps.flatMap(({ before, after }) => [before, after].filter((digest) => digest !== undefined))
}

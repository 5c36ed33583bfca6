import { openEnvelope } from '../envelope/envelope.ts'
import type { KeyAlgorithm, VerifyingKey } from '../envelope/keys.ts'
import { payloadTypes } from '../envelope/payload-types.ts'
import { roleKeys, type Trust } from '../trust.ts'
import { inFile, PacketFault } from './packet-fault.ts'
import { fileJson, type PacketFiles } from './packet-files.ts'
import { seal } from './packet-layout.ts'
import { maxStatementBytes, type Statement, statementSchema } from './statement.ts'

/** The statement that a packet key of each kind signed. @throws PacketFault */
export function openStatement(files: PacketFiles, trust: Trust): Statement {
  const envelope = fileJson(files, seal.envelope)
  const open = (algorithm: KeyAlgorithm) =>
    inFile(seal.envelope, () =>
      openEnvelope(envelope, { payloadType: payloadTypes.statement, keys: packetKeys(trust, algorithm), maxBytes: maxStatementBytes }),
    )
  open('ecdsa-p256')
  return parseStatement(open('ed25519'))
}

export function packetKeys(trust: Trust, algorithm: KeyAlgorithm): readonly VerifyingKey[] {
  return roleKeys(trust, 'packet').filter((key) => key.algorithm === algorithm)
}

/** @throws PacketFault */
export function parseStatement(bytes: Uint8Array): Statement {
  const parsed = inFile(seal.envelope, () => statementSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))))
  if (!parsed.success) throw new PacketFault(seal.envelope, 'the signed statement is not one about an evidence packet of this version')
  return parsed.data
}

import { sha256Hex } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import { buildPacket, type PacketSigners } from '@rollcall/shared/packet/build-packet'
import { appendEntries } from '../ledger/append-entries.ts'
import type { Services } from '../services.ts'
import { collectCase } from './collect-case.ts'

export interface ExportRequest {
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
  readonly case: Id<'case'>
}

export class NothingToExportError extends Error {
  override readonly name = 'NothingToExportError'
}

/** The case's evidence packet as a zip. That it left the house is logged, so that copies can be found again (erasure, retention). @throws NothingToExportError */
export async function exportCasePacket(
  { database, trust, signers, now, random }: Pick<Services, 'database' | 'trust' | 'signers' | 'now' | 'random'>,
  { organization, member, case: caseId }: ExportRequest,
): Promise<Uint8Array> {
  const request = { organization, case: caseId, trust: trust.envelope, log: signers.log }
  const contents = await database.read((em) => collectCase(em, request))
  if (contents === null) throw new NothingToExportError('there is no such case, or nothing has happened in it yet')
  const zip = await buildPacket(contents, packetSigners(signers.packet))
  const { startFrontier, range } = contents.log
  const span = { from: startFrontier.size, to: startFrontier.size + range.length }
  await database.transact((em) =>
    appendEntries(em, organization, [{ t: 'export.created', case: caseId, member, ...span, sha256: sha256Hex(zip) }], {
      at: now(),
      random,
    }),
  )
  return zip
}

function packetSigners([ed25519, p256]: Services['signers']['packet']): PacketSigners {
  if (ed25519 === undefined || p256 === undefined) throw new TypeError('packets are signed by an Ed25519 key and a P-256 key')
  return { ed25519, p256 }
}

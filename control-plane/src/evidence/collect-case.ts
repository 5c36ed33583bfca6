import type { EntityManager } from '@mikro-orm/sql'
import type { Envelope } from '@rollcall/shared/envelope/envelope'
import type { Id } from '@rollcall/shared/ids'
import type { NoteSigner } from '@rollcall/shared/log/signed-note'
import type { PacketContents, PacketEvent } from '@rollcall/shared/packet/build-packet'
import { Case } from '../cases/case.entity.ts'
import { Agent } from '../fleet/agent.entity.ts'
import { proveConsistency } from '../ledger/prove-consistency.ts'
import { proveInclusion } from '../ledger/prove-inclusion.ts'
import { readDisclosures } from '../ledger/read-disclosures.ts'
import { readFrontier } from '../ledger/read-frontier.ts'
import { readRange } from '../ledger/read-range.ts'
import { signCheckpoint } from '../ledger/sign-checkpoint.ts'
import { Organization } from '../organizations/organization.entity.ts'
import { caseEntries, enrolmentEntries, type LoggedEntry } from './case-entries.ts'
import { caseReceipts } from './case-receipts.ts'

export interface CollectRequest {
  readonly organization: Id<'organization'>
  readonly case: Id<'case'>
  readonly trust: Envelope
  readonly log: (origin: string) => NoteSigner
}

/**
 * Everything that is evidence of a case; null for one that the organization does not have. The log is shown from the case's first entry to its last,
 * not counting later exports, so an unchanged case gives the same contents whatever else happened meanwhile.
 */
export async function collectCase(em: EntityManager, request: CollectRequest): Promise<PacketContents | null> {
  const { organization, case: caseId, trust } = request
  const lifecycle = await em.findOne(Case, { id: caseId, organization })
  const logged = await caseEntries(em, { organization, case: caseId })
  const entries = logged.slice(0, logged.findLastIndex(({ entry }) => entry.t !== 'export.created') + 1)
  const [first, last] = [entries[0], entries.at(-1)]
  if (lifecycle === null || first === undefined || last === undefined) return null
  const span = { organization, from: first.index, to: last.index + 1 }
  const { receipts, jobs } = await caseReceipts(em, caseId, entries)
  const agents = await em.find(Agent, { id: { $in: [...new Set(receipts.map(({ agent }) => agent))] } }, { orderBy: { id: 'asc' } })
  const enrolments = await enrolmentEntries(em, { organization, agents: agents.map(({ id }) => id), before: span.to })
  const { logOrigin } = await em.findOneOrFail(Organization, { id: organization })
  return {
    case: caseId,
    kind: lifecycle.kind,
    events: await provedEvents(em, span, [...enrolments, ...entries]),
    receipts: receipts.map(({ envelope, disclosures }) => ({ envelope, disclosures })),
    jobs,
    agents: agents.map(({ id, resultsKey }) => ({ agent: id, resultsKey })),
    log: await logOf(em, span, request.log(logOrigin)),
    trust,
  }
}

interface Span {
  readonly organization: Id<'organization'>
  readonly from: number
  readonly to: number
}

async function provedEvents(em: EntityManager, span: Span, entries: readonly LoggedEntry[]): Promise<readonly PacketEvent[]> {
  const indexes = entries.map(({ index }) => index)
  const proofs = await proveInclusion(em, { organization: span.organization, indexes, size: span.to })
  const disclosures = await readDisclosures(em, span)
  return entries.map(({ index, leaf }, at) => ({ index, leaf, disclosures: disclosures.get(index) ?? [], proof: proofs[at] ?? [] }))
}

async function logOf(em: EntityManager, span: Span, signer: NoteSigner): Promise<PacketContents['log']> {
  const { organization, from, to } = span
  return {
    checkpointStart: await signCheckpoint(em, { organization, size: from, signer }),
    checkpointEnd: await signCheckpoint(em, { organization, size: to, signer }),
    consistency: await proveConsistency(em, span),
    startFrontier: await readFrontier(em, organization, from),
    range: (await readRange(em, span)).map(({ bytes }) => bytes),
  }
}

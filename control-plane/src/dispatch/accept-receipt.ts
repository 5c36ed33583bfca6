import type { EntityManager } from '@mikro-orm/sql'
import type { AgentFrame } from '@rollcall/shared/wire/frames'
import { orphanNotDisabled } from '../accounts/orphan-not-disabled.ts'
import { advanceCase } from '../cases/advance-case.ts'
import type { Agent } from '../fleet/agent.entity.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import type { Ports } from '../ports.ts'
import { answeredOffer } from './answered-offer.ts'
import { JobRecord } from './job.entity.ts'
import { judgeReceipt } from './judge-receipt.ts'
import { type BelievedReceipt, readReceipt } from './read-receipt.ts'
import { ReceiptRecord } from './receipt.entity.ts'
import { receiptEntries } from './receipt-entries.ts'
import { recordStates } from './record-states.ts'
import { warnStillOn } from './warn-still-on.ts'

/** Takes a receipt into the ledger, the inventory, its job and its case: all in the caller's transaction, which holds the ledger. */
export async function acceptReceipt(
  em: EntityManager,
  ports: Ports,
  { agent, frame, at }: { agent: Agent; frame: Extract<AgentFrame, { kind: 'receipt' }>; at: Date },
): Promise<void> {
  const believed = readReceipt(agent, frame)
  const { receipt, hash } = believed
  agent.receiptSequence = receipt.sequence
  agent.receiptHash = hash
  const offer = await answeredOffer(em, receipt)
  const job = offer && (await em.findOne(JobRecord, { id: offer.job, organization: agent.organization }))
  const isLatest = job !== null && offer?.attempt === job.attempt
  const isCurrent = isLatest && job.state === 'leased'
  em.create(ReceiptRecord, toRecord(believed, { agent, frame, job, fenced: !isCurrent, at }))
  await appendEntries(em, agent.organization, receiptEntries(believed, job, !isCurrent), { at, random: ports.random })
  if (!isLatest) return
  // Nobody was given the job since, so what the agent saw is the newest there is, even if it comes too late to decide anything.
  const shortfall = await recordStates(em, ports, { believed, job, at })
  const { attempt, event } = job
  if (isCurrent) Object.assign(job, judgeReceipt(receipt, { attempt, event, shortfall, isCancelled: Boolean(job.cancellation), at }))
  await em.flush()
  await warnStillOn(em, job, { at, random: ports.random })
  if (isCurrent && job.event === 'orphan' && job.state === 'failed') await orphanNotDisabled(em, job, { at, random: ports.random })
  if (job.case && job.state !== 'queued') await advanceCase(em, job.case, { at, random: ports.random })
}

function toRecord(
  { receipt, hash }: BelievedReceipt,
  context: { agent: Agent; frame: Extract<AgentFrame, { kind: 'receipt' }>; job: JobRecord | null; fenced: boolean; at: Date },
) {
  return {
    id: receipt.id,
    organization: receipt.organization,
    agent: receipt.agent,
    sequence: receipt.sequence,
    job: context.job?.id ?? null,
    case: context.job?.case ?? null,
    fenced: context.fenced,
    hash,
    envelope: context.frame.envelope,
    disclosures: context.frame.disclosures,
    receivedAt: context.at,
  }
}

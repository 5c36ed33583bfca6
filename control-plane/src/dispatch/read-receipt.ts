import { sha256Hex } from '@rollcall/shared/digest'
import { type Disclosure, disclosureDigest } from '@rollcall/shared/disclosure'
import { openEnvelope } from '@rollcall/shared/envelope/envelope'
import { toVerifyingKey } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { type Receipt, receiptSchema } from '@rollcall/shared/receipt'
import type { AgentFrame } from '@rollcall/shared/wire/frames'
import type { Agent } from '../fleet/agent.entity.ts'

/** Thrown when a receipt does not hold: the session ends, nothing is stored, and a person has to look. */
export class ReceiptRefusedError extends Error {
  override readonly name = 'ReceiptRefusedError'
  readonly code: 'chain' | 'identity' | 'disclosure'
  constructor(code: 'chain' | 'identity' | 'disclosure', message: string) {
    super(message)
    this.code = code
  }
}

export interface BelievedReceipt {
  readonly receipt: Receipt
  /** Hex SHA-256 of the payload bytes. */
  readonly hash: string
  /** What a step's state digest stands for, by digest; each has been checked against the signed receipt. */
  readonly states: ReadonlyMap<string, Disclosure>
}

/** Believes a receipt as far as the agent's results key signed it, it continues the agent's chain, and each disclosure is one it commits to. */
export function readReceipt(agent: Agent, frame: Extract<AgentFrame, { kind: 'receipt' }>): BelievedReceipt {
  const bytes = openEnvelope(frame.envelope, {
    payloadType: payloadTypes.receipt,
    keys: [toVerifyingKey(agent.resultsKey)],
    maxBytes: 262_144,
  })
  const receipt = receiptSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  if (receipt.agent !== agent.id || receipt.organization !== agent.organization)
    throw new ReceiptRefusedError('identity', 'the receipt names another agent')
  if (receipt.sequence !== agent.receiptSequence + 1 || receipt.previous !== agent.receiptHash)
    throw new ReceiptRefusedError(
      'chain',
      `receipt ${receipt.sequence} does not continue the agent's chain, which ends at ${agent.receiptSequence}`,
    )
  return { receipt, hash: sha256Hex(bytes), states: checkDisclosures(receipt, frame.disclosures) }
}

function checkDisclosures(receipt: Receipt, disclosures: readonly Disclosure[]): ReadonlyMap<string, Disclosure> {
  const committed = new Set(receipt.steps.flatMap(({ before, after }) => [before, after]).filter((digest) => digest !== undefined))
  const states = new Map(disclosures.map((disclosure) => [disclosureDigest(disclosure), disclosure]))
  for (const digest of states.keys())
    if (!committed.has(digest)) throw new ReceiptRefusedError('disclosure', 'a disclosure that the receipt does not commit to')
  return states
}

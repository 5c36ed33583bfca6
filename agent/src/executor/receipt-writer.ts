import { canonicalJson } from '@rollcall/shared/canonical-json'
import { sha256Hex } from '@rollcall/shared/digest'
import type { Disclosure } from '@rollcall/shared/disclosure'
import { signEnvelope } from '@rollcall/shared/envelope/envelope'
import type { Signer } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { toId } from '@rollcall/shared/ids'
import { type Receipt, receiptSchema } from '@rollcall/shared/receipt'
import type { ClockDrift } from '../clock-drift.ts'
import type { LocalPolicyFile } from '../guard/local-policy-file.ts'
import type { Identity } from '../home/identity.ts'
import type { Clock, Random } from '../ports.ts'
import type { OutgoingFrame, ReceiptFrame } from '../spool/outbox.ts'
import type { Spool } from '../spool/spool.ts'
import { agentVersion } from '../version.ts'

/** What a receipt says; who says it, and its place in the chain, are added here. */
export type ReceiptDraft = Omit<
  Receipt,
  'v' | 'id' | 'organization' | 'agent' | 'sequence' | 'previous' | 'agentVersion' | 'policyDigest' | 'clock'
>

export interface ReceiptWriterOptions {
  readonly spool: Spool
  readonly identity: Identity
  readonly signer: Signer
  readonly clock: Clock
  readonly random: Random
  readonly policy: LocalPolicyFile
  readonly drift: ClockDrift
}

export interface WriteReceipt {
  readonly draft: ReceiptDraft
  readonly disclosures?: readonly Disclosure[]
  /** Frames that go before the receipt. */
  readonly frames?: readonly OutgoingFrame[]
  /** False for a refusal on arrival, which must not pass for the end of a job that is in hand. */
  readonly endsJob: boolean
  /** Runs in the same transaction; when it gives false nothing at all is written. */
  commit(): boolean
}

/** Signs receipts one after the other, so that their chain has no fork: head, job state and frames change in one transaction. */
export class ReceiptWriter {
  readonly #options: ReceiptWriterOptions
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: ReceiptWriterOptions) {
    this.#options = options
  }

  /** @returns whether `commit` agreed */
  async write(request: WriteReceipt): Promise<boolean> {
    const turn = this.#last.then(() => this.#write(request))
    this.#last = turn.catch(() => {})
    return await turn
  }

  async #write(request: WriteReceipt): Promise<boolean> {
    const { spool, signer } = this.#options
    const receipt = await this.#complete(request.draft)
    const bytes = canonicalJson(receipt)
    const envelope = await signEnvelope(payloadTypes.receipt, bytes, [signer])
    const frame: ReceiptFrame = { kind: 'receipt', envelope, disclosures: [...(request.disclosures ?? [])] }
    const isWritten = spool.transaction(() => {
      if (!request.commit()) return false
      for (const earlier of request.frames ?? []) spool.outbox.add(earlier)
      spool.outbox.add(frame)
      const job = request.endsJob ? receipt.job : undefined
      spool.receipts.append({ sequence: receipt.sequence, hash: sha256Hex(bytes), job, frame })
      return true
    })
    if (isWritten) spool.outbox.wake()
    return isWritten
  }

  async #complete(draft: ReceiptDraft): Promise<Receipt> {
    const { spool, identity, clock, random, policy, drift } = this.#options
    const head = spool.receipts.head()
    return receiptSchema.parse({
      v: 1,
      id: toId('receipt', random(16)),
      organization: identity.organization,
      agent: identity.agent,
      sequence: head.sequence + 1,
      previous: head.hash,
      ...draft,
      agentVersion,
      policyDigest: (await policy.current()).digest,
      clock: { at: clock.now().toISOString(), driftMs: Math.round(drift.ms) },
    })
  }
}

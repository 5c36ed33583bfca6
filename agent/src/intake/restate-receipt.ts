import { receiptSchema } from '@rollcall/shared/receipt'
import type { Verdict } from '../guard/judge-job.ts'
import type { IntakeParts } from './intake-parts.ts'

/**
 * States the outcome of a job that was done here for a new offer of it: same steps, bound to the new offer's hash, attempt and fence.
 * The receipt of the first offer may have come too late to count.
 */
export async function restateReceipt(
  parts: IntakeParts,
  { claim, jobHash }: Extract<Verdict, { kind: 'finished' }>,
  remember: () => void,
): Promise<void> {
  const frame = parts.spool.receipts.lastOf(claim.id)
  if (frame === undefined) throw new Error(`the spool lacks the receipt of ${claim.id}`)
  const {
    case: ofCase,
    app,
    outcome,
    steps,
    connector,
  } = receiptSchema.parse(JSON.parse(Buffer.from(frame.envelope.payload, 'base64').toString('utf8')))
  await parts.receipts.write({
    draft: {
      job: claim.id,
      jobHash,
      ...(ofCase && { case: ofCase }),
      ...(app && { app }),
      attempt: claim.attempt,
      fence: claim.fence,
      outcome,
      steps,
      ...(connector && { connector }),
    },
    disclosures: frame.disclosures,
    endsJob: true,
    commit: () => {
      remember()
      return true
    },
  })
}

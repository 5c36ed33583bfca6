import type { Job } from '@rollcall/shared/job'
import { type GuardContext, judgeJob, type Verdict } from '../guard/judge-job.ts'
import type { JobClaim } from '../guard/open-job.ts'
import type { IntakeParts } from './intake-parts.ts'
import { restateReceipt } from './restate-receipt.ts'

export interface JobFrame {
  readonly sequence: number
  readonly envelope: unknown
  readonly leaseMs: number
}

/** Takes in one job frame: accepted and queued, or refused with a signed receipt. Either way the frame counts as received in the same transaction. */
export async function receiveJob(parts: IntakeParts, frame: JobFrame): Promise<void> {
  const verdict = judgeJob(frame.envelope, await contextOf(parts))
  switch (verdict.kind) {
    case 'accepted':
      return accept(parts, frame, verdict)
    case 'finished':
      parts.log.info('job.offered_again', { job: verdict.claim.id, app: verdict.claim.app })
      return await restateReceipt(parts, verdict, () => remember(parts, frame, verdict.claim))
    case 'refused':
      return await refuse(parts, frame, verdict)
  }
}

/** Policy and connectors as they are now. */
async function contextOf({ identity, trust, spool, apps, policy, clock, drift }: IntakeParts): Promise<GuardContext> {
  const { policy: present } = await policy.current()
  return { identity, trust, spool, pinOf: (app) => apps.pinOf(app), policy: present, at: clock.now(), driftMs: drift.ms }
}

function accept(parts: IntakeParts, frame: JobFrame, { job, payload, jobHash, substance }: Extract<Verdict, { kind: 'accepted' }>): void {
  const { spool, leases, executor, clock, log } = parts
  const { id, app, fence, attempt, sequence, exp: expiresAt } = job
  const leftMs = leaseLeftMs(parts, job, frame.leaseMs)
  const leaseUntilMs = clock.now().getTime() + Math.round(leftMs)
  spool.transaction(() => {
    remember(parts, frame, job)
    spool.spending.record(job, clock.now())
    spool.journal.accept({
      job: id,
      app,
      fence,
      attempt,
      sequence,
      expiresAt,
      substance,
      payload,
      jobHash,
      leaseUntilMs,
      leaseMs: frame.leaseMs,
    })
  })
  leases.grant({ job: id, fence, leaseMs: frame.leaseMs, leftMs })
  executor.enqueue({ job: id, app })
  log.info('job.accepted', { job: id, app, attempt, fence })
}

async function refuse(parts: IntakeParts, frame: JobFrame, verdict: Extract<Verdict, { kind: 'refused' }>): Promise<void> {
  const { refusal, jobHash, claim } = verdict
  parts.log.warn('job.refused', { job: claim?.id, app: claim?.app, refusal })
  await parts.receipts.write({
    draft: {
      ...(claim && { job: claim.id, app: claim.app, attempt: claim.attempt, fence: claim.fence }),
      ...(claim?.cause.case && { case: claim.cause.case }),
      jobHash,
      outcome: 'refused',
      refusal,
      steps: [],
    },
    endsJob: false,
    commit: () => {
      parts.spool.counters.set('received', frame.sequence)
      if (claim !== undefined) parts.spool.replay.rememberNonce(claim.nonce, claim.exp)
      return true
    },
  })
}

/** What a believed offer leaves behind, whatever becomes of it. */
function remember({ spool }: IntakeParts, frame: JobFrame, { app, fence, nonce, exp, sequence }: JobClaim | Job): void {
  spool.counters.set('received', frame.sequence)
  spool.counters.set('job', Math.max(spool.counters.get('job'), sequence))
  spool.replay.rememberNonce(nonce, exp)
  spool.replay.raiseFence(app, fence)
}

/** The lease runs from the signing, not from the arrival: the frame may have waited for us. */
function leaseLeftMs({ clock, drift }: IntakeParts, { iat }: Job, leaseMs: number): number {
  const ageMs = clock.now().getTime() + drift.ms - iat * 1000
  return leaseMs - Math.max(0, ageMs)
}

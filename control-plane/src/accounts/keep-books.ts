import type { CaseKind } from '@rollcall/shared/case-kinds'
import type { Account } from '@rollcall/shared/connector/account'
import { isDestructive } from '@rollcall/shared/connector/verbs'
import type { Step } from '@rollcall/shared/job'
import { takesOver } from '../planning/takes-over.ts'
import type { AccountRecord } from './account.entity.ts'
import type { ObservedJob } from './record-observation.ts'

/** What is known of an account beyond what one read of it shows. */
export type Books = Pick<
  AccountRecord,
  'given' | 'remembered' | 'suspendedBy' | 'suspendedFor' | 'suspendedAt' | 'signedIn' | 'firstSeenAt'
>
type Before = Books & Pick<AccountRecord, 'entitlements'>

export interface BookedSight {
  readonly before: Before | undefined
  readonly account: Account
  /** What we did before the account was read, if we did anything. */
  readonly job: ObservedJob | undefined
  readonly at: Date
}

/** Carries the books over one read of the account. */
export function keepBooks({ before, account, job, at }: BookedSight): Books {
  const done = effective(job)
  const remembered = rememberedAfter({ before, account, job, at }, done)
  return {
    ...suspension({ before, account, job, at }, done),
    given: givenAfter({ before, account, remembered }, done),
    remembered,
    signedIn: account.signedIn === 'seen' || before?.signedIn === 'seen' ? 'seen' : (account.signedIn ?? before?.signedIn ?? null),
    firstSeenAt: before?.firstSeenAt ?? at,
  }
}

/** Cases that take something which a return may give back. */
const taking: ReadonlySet<string> = new Set<CaseKind>(['leaver', 'leave', 'hold'])

interface DoneStep {
  readonly step: Step
  readonly outcome: 'changed' | 'already'
}

function effective(job: ObservedJob | undefined): readonly DoneStep[] {
  return (job?.steps ?? []).flatMap((step, index) => {
    const outcome = job?.stepOutcomes[index]
    return outcome === 'changed' || outcome === 'already' ? [{ step, outcome }] : []
  })
}

type Suspension = Pick<Books, 'suspendedBy' | 'suspendedFor' | 'suspendedAt'>

const byNobody: Suspension = { suspendedBy: null, suspendedFor: null, suspendedAt: null }

/** An account that was off already was not switched off by us: only what changed counts. One that is ours may be taken over. */
function suspension({ before, account, job, at }: BookedSight, done: readonly DoneStep[]): Suspension {
  if (account.active) return byNobody
  const { suspendedBy = null, suspendedFor = null, suspendedAt = null } = before ?? byNobody
  if (job === undefined) return { suspendedBy, suspendedFor, suspendedAt }
  const isOurs = done.some(({ step, outcome }) => step.verb === 'account.suspend' && outcome === 'changed')
  if (isOurs) return { suspendedBy: job.case, suspendedFor: caseKindOf(job), suspendedAt: at }
  const kind = hasShut(job, done) ? shutFor(job) : null
  if (kind === null || !takesOver(kind, suspendedFor ?? undefined)) return { suspendedBy, suspendedFor, suspendedAt }
  // Somebody else's stays theirs: it has a kind, for which its sessions ended, and no time.
  return suspendedAt === null ? { ...byNobody, suspendedFor: kind } : { suspendedBy: job.case, suspendedFor: kind, suspendedAt: at }
}

/** All that a job set out to do so that nobody is in. */
function hasShut({ steps }: ObservedJob, done: readonly DoneStep[]): boolean {
  const shuts = ({ verb }: Step) => verb === 'account.suspend' || verb === 'sessions.end'
  const wanted = steps.filter(shuts).length
  return wanted > 0 && done.filter(({ step }) => shuts(step)).length === wanted
}

/** The end of a lock gives some accounts back, and leaves to a leave what it keeps off: one plan, which is called after what it gives. */
function shutFor(job: ObservedJob): CaseKind | null {
  return job.event === 'restore' ? 'leave' : caseKindOf(job)
}

function caseKindOf({ event }: ObservedJob): CaseKind | null {
  return event === 'inventory' || event === 'check' || event === 'orphan' ? null : event
}

interface Giving extends Pick<BookedSight, 'before' | 'account'> {
  readonly remembered: Books['remembered']
}

/**
 * What a job wanted and found there already counts as given too: an attempt whose receipt was lost may have done it. What was taken is ours while it is
 * remembered, and what a return gives back is ours only if it was before: a grant by hand stays one.
 */
function givenAfter({ before, account, remembered }: Giving, done: readonly DoneStep[]): readonly string[] {
  const given = before?.given ?? []
  const wasByHand = (entitlement: string) => before?.remembered?.includes(entitlement) === true && !given.includes(entitlement)
  const granted = done.flatMap(({ step }) => (step.verb === 'entitlement.grant' && !wasByHand(step.entitlement) ? [step.entitlement] : []))
  const isThere = (entitlement: string) => account.entitlements.includes(entitlement) || remembered?.includes(entitlement) === true
  return [...new Set([...given, ...granted])].filter(isThere).sort()
}

/** As it was before our first step took something, until a job has given back what it set out to. */
function rememberedAfter({ before, account, job }: BookedSight, done: readonly DoneStep[]): readonly string[] | null {
  const remembered = before?.remembered ?? null
  if (job === undefined) return remembered
  if (!taking.has(job.event)) return account.active && givesBack(job, done) ? null : remembered
  const hasTaken = done.some(({ step, outcome }) => isDestructive(step.verb) && outcome === 'changed')
  return remembered ?? (hasTaken ? (before?.entitlements ?? null) : null)
}

function givesBack({ steps, event }: ObservedJob, done: readonly DoneStep[]): boolean {
  const isReturn = event === 'restore' || steps.some(({ verb }) => verb === 'account.restore')
  return isReturn && done.length === steps.length
}

import type { Account } from '@rollcall/shared/connector/account'
import { ConnectorError } from '@rollcall/shared/failure'
import type { Step } from '@rollcall/shared/job'
import type { LoggedStep, StepRecord } from '../spool/step-log.ts'
import { type Changing, changeAccount } from './change-account.ts'
import { type Decision, decideStep, isReached, type PersonStep } from './decide-step.ts'
import { listAccounts } from './list-accounts.ts'
import type { StepContext } from './step-context.ts'
import { toFailure } from './to-failure.ts'
import { type StepEnd, toStepRecord } from './to-step-record.ts'

export interface StepResult {
  readonly record: StepRecord
  /** What an `account.list` found. */
  readonly accounts?: readonly Account[]
}

interface Course {
  readonly step: PersonStep
  readonly startedAt: string
  readonly logged: LoggedStep | undefined
}

/**
 * Ensures one step: read, change if needed, read back. A failure of the app is an outcome.
 * @throws Interrupted between effects
 */
export async function runStep(context: StepContext, step: Step): Promise<StepResult> {
  const logged = context.spool.steps.find(context.job.id, context.index)
  const startedAt = logged?.state === 'effect' && !logged.isTold ? logged.startedAt : context.clock.now().toISOString()
  const finish = (end: StepEnd) => toRecord(context, { verb: step.verb, startedAt }, end)
  context.progress('started')
  try {
    if (step.verb !== 'account.list') return { record: finish(await ensure(context, { step, startedAt, logged })) }
    const { accounts, commitment } = await listAccounts(context)
    return { accounts, record: finish({ outcome: 'already', after: commitment }) }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    return { record: finish({ outcome: 'failed', failure: toFailure(error, context.scrubber), after: context.view?.last }) }
  } finally {
    context.progress('finished')
  }
}

async function ensure(context: StepContext, { step, startedAt, logged }: Course): Promise<StepEnd> {
  const { view, job, app } = context
  if (view === undefined || job.subject === undefined) return { outcome: 'failed', failure: { kind: 'invalid', code: 'no_subject' } }
  const query = job.subject.account
  const { holdsExternalId } = app.manifest
  const decide = (account: Account | undefined, { isAnswered } = { isAnswered: false }) =>
    decideStep(step, { account, query, holdsExternalId, mayHaveCreated: mayHaveCreated(context), isAnswered })
  context.progress('reading')
  if (step.verb === 'account.rename' && logged?.state === 'effect') view.expectName(step.userName)
  const before = await view.known()
  const decision: Decision = decide(before)
  if (decision.kind === 'absent') await view.probe({ interruptible: true })
  if (logged?.state === 'effect' && !logged.isTold && isReached(decision))
    return { ...changedBy(step, logged.before.account), reconciled: true, after: { account: before } }
  if (decision.kind === 'failed') return { outcome: 'failed', failure: decision.failure, before: { account: before } }
  if (decision.kind !== 'change') return { outcome: 'already', after: { account: before } }
  return await makeChange(context, step, { view, startedAt, before, change: decision.change, decide })
}

/** Asked anew at each decision: the intent may have been written a moment ago. */
function mayHaveCreated({ spool, job, index }: StepContext): boolean {
  const logged = spool.steps.find(job.id, index)
  return logged?.state === 'effect' && logged.before.account === undefined
}

/** A create that met the person's own suspended account has restored it, and must not look like a new account. */
function changedBy({ verb }: PersonStep, before: Account | undefined): Pick<StepEnd, 'outcome' | 'verb' | 'before'> {
  const isRestore = verb === 'account.create' && before !== undefined
  return { outcome: 'changed', verb: isRestore ? 'account.restore' : verb, before: { account: before } }
}

async function makeChange(context: StepContext, step: PersonStep, changing: Changing): Promise<StepEnd> {
  const before = { account: changing.before }
  const objection = context.job.dryRun ? 'dry_run' : await context.objection(changing.change)
  if (objection !== undefined) return { outcome: 'failed', failure: { kind: 'vetoed', code: objection }, before }
  const { verb } = changing.change
  if (context.app.manifest.verbs[verb] === undefined) return { outcome: 'failed', failure: { kind: 'unsupported', code: verb }, before }
  const readBefore = changing.view.last
  if (changing.change.verb === 'account.rename') changing.view.expectName(changing.change.name.userName)
  try {
    const { after, reconciled } = await changeAccount(context, changing)
    return { ...changedBy(step, changing.before), reconciled, after: { account: after } }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    const { last } = changing.view
    return { outcome: 'failed', failure: toFailure(error, context.scrubber), before, after: last === readBefore ? undefined : last }
  }
}

function toRecord(context: StepContext, { verb, startedAt }: { verb: Step['verb']; startedAt: string }, end: StepEnd): StepRecord {
  const { index, app, clock, random, scrubber } = context
  const finishedAt = clock.now().toISOString()
  return toStepRecord({ index, verb, startedAt, finishedAt, manifest: app.manifest, exchanges: app.takeExchanges(), random, scrubber }, end)
}

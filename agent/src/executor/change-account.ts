import type { Account } from '@rollcall/shared/connector/account'
import { ConnectorError, isPassing } from '@rollcall/shared/failure'
import type { AccountView } from './account-view.ts'
import { applyChange } from './apply-change.ts'
import { type Change, type Decision, isReached } from './decide-step.ts'
import { Interrupted } from './interrupted.ts'
import { readBack } from './read-back.ts'
import type { StepContext } from './step-context.ts'

export interface Changed {
  readonly after: Account | undefined
  /** The effect's answer was lost and a read decided. */
  readonly reconciled: boolean
}

export interface Changing {
  readonly view: AccountView
  readonly startedAt: string
  readonly before: Account | undefined
  readonly change: Change
  /** `isAnswered`: the app has taken the effect. */
  decide(account: Account | undefined, how?: { isAnswered: boolean }): Decision
}

/**
 * Causes the effect and reads back. Where the effect's failure can pass, the app is read first: it may have happened all the same.
 * @throws ConnectorError, Interrupted
 */
export async function changeAccount(context: StepContext, changing: Changing): Promise<Changed> {
  const failure = await attempt(context, changing, changing.change)
  if (failure !== undefined) {
    const settled = await retry(context, changing, failure)
    if (settled !== undefined) return settled
  }
  context.progress('reading_back')
  const after = await readBack(context, changing.view, (account) => isReached(changing.decide(account, { isAnswered: true })))
  if (after === undefined) await changing.view.probe({ interruptible: false })
  return { after, reconciled: false }
}

/** The failure if it is one that can pass. */
async function attempt(context: StepContext, { startedAt, before }: Changing, change: Change): Promise<ConnectorError | undefined> {
  context.checkpoint()
  context.spool.steps.recordIntent(context.job.id, context.index, { startedAt, before: before === undefined ? {} : { account: before } })
  context.progress('changing')
  try {
    await context.calls.once((options) => applyChange(context.app.connector, change, options))
    return undefined
  } catch (error) {
    if (error instanceof ConnectorError && isPassing(error.kind)) return error
    throw error
  }
}

/** Tries again until the effect is answered (undefined) or a read shows that it happened. */
async function retry(context: StepContext, changing: Changing, first: ConnectorError): Promise<Changed | undefined> {
  let failure: ConnectorError | undefined = first
  for (let round = 0; failure !== undefined; round += 1) {
    const decision: Decision = await decideAgain(context, changing, { failure, round })
    if (isReached(decision)) return { after: changing.view.last?.account, reconciled: true }
    if (decision.kind !== 'change') throw failure
    failure = await attempt(context, changing, decision.change)
  }
  return undefined
}

async function decideAgain(
  context: StepContext,
  changing: Changing,
  { failure, round }: { failure: ConnectorError; round: number },
): Promise<Decision> {
  try {
    await context.calls.backOff(failure, { round, interruptible: true })
  } catch (error) {
    const isHidden = error instanceof Interrupted && error.reason !== 'stopping'
    if (!isHidden) throw error
    const decision = changing.decide(await changing.view.read({ interruptible: false }))
    if (isReached(decision)) return decision
    throw error
  }
  return changing.decide(await changing.view.read({ interruptible: false }))
}

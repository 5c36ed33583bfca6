import { randomBytes } from 'node:crypto'
import type { PersonStep } from '@rollcall/agent/executor/decide-step'
import type { Account } from '@rollcall/shared/connector/account'
import { toId } from '@rollcall/shared/ids'
import type { CaseDetail } from '../../stage/follow-case.ts'
import type { BareApp } from './bare-app.ts'
import type { BareWork } from './run-bare-steps.ts'

/** What a case did in one app, to be done once more for somebody new. */
export function workForJoiner(found: CaseDetail, { app, userName }: { app: string; userName: string }): BareWork {
  const externalId = toId('person', randomBytes(16))
  const steps = stepsIn(found, app).map((step): PersonStep => {
    if (step.verb !== 'account.create') return step
    const profile = { ...step.draft.profile, ...('email' in step.draft.profile && { email: userName }) }
    return { ...step, draft: { userName, externalId, profile } }
  })
  return { query: { externalId, userName }, steps }
}

/** What a case did in one app, to be done once more to an account that is there. */
export function workForLeaver(found: CaseDetail, app: string, { nativeId, userName }: Account): BareWork {
  return { query: { nativeId, userName }, steps: stepsIn(found, app) }
}

export async function accountsIn({ connector }: BareApp): Promise<ReadonlyMap<string, Account>> {
  const accounts = new Map<string, Account>()
  for await (const page of connector.listAccounts({ signal: AbortSignal.timeout(60_000) }))
    for (const account of page) accounts.set(account.userName, account)
  return accounts
}

function stepsIn({ jobs }: CaseDetail, app: string): readonly PersonStep[] {
  const steps = jobs.filter((job) => job.app === app).flatMap((job) => job.steps)
  return steps.flatMap(({ step }) => (step.verb === 'account.list' ? [] : [step]))
}

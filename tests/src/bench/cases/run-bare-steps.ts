import { setTimeout } from 'node:timers/promises'
import { applyChange } from '@rollcall/agent/executor/apply-change'
import { decideStep, isReached, type PersonStep } from '@rollcall/agent/executor/decide-step'
import type { Account, AccountQuery } from '@rollcall/shared/connector/account'
import type { BareApp } from './bare-app.ts'

export interface BareWork {
  readonly query: AccountQuery
  readonly steps: readonly PersonStep[]
}

const limitMs = 60_000

/** The calls of a job and nothing else: one read, then effect and read-back for each step, whose last read is the next one's first. */
export async function runBareSteps(app: BareApp, { query, steps }: BareWork): Promise<void> {
  const options = { signal: AbortSignal.timeout(limitMs) }
  let account = await app.connector.findAccount(query, options)
  for (const step of steps) {
    const { holdsExternalId } = app.manifest
    const decide = (seen: Account | undefined, isDone: boolean) =>
      decideStep(step, { account: seen, query, holdsExternalId, mayHaveCreated: isDone, isAnswered: isDone })
    const decision = decide(account, false)
    if (decision.kind !== 'change') throw new Error(`${app.name}: ${step.verb} has nothing to change`)
    await applyChange(app.connector, decision.change, options)
    const nativeId = account?.nativeId ?? query.nativeId
    const known = nativeId === undefined ? query : { ...query, nativeId }
    account = await readBack(app, {
      read: () => app.connector.findAccount(known, options),
      isWanted: (seen) => isReached(decide(seen, true)),
    })
  }
}

interface Wanted {
  read(): Promise<Account | undefined>
  isWanted(account: Account | undefined): boolean
}

/** Twice where the app's manifest asks that what was seen stays so for a while, as the agent does. */
async function readBack({ manifest: { readBack: bounds } }: BareApp, { read, isWanted }: Wanted): Promise<Account | undefined> {
  for (let pauseMs = 50; pauseMs < bounds.withinMs; pauseMs *= 2) {
    const first = await read()
    if (isWanted(first)) {
      if (bounds.steadyMs === 0) return first
      await setTimeout(bounds.steadyMs)
      const second = await read()
      if (isWanted(second)) return second
    }
    await setTimeout(pauseMs)
  }
  throw new Error('the app does not show what was changed')
}

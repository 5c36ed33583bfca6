import type { Account } from '@rollcall/shared/connector/account'
import type { Exchange } from '@rollcall/shared/connector/connector'
import type { Manifest } from '@rollcall/shared/connector/manifest'
import { classOf, type Verb } from '@rollcall/shared/connector/verbs'
import { type Disclosure, disclosureDigest } from '@rollcall/shared/disclosure'
import type { Failure } from '@rollcall/shared/failure'
import type { StepReceipt } from '@rollcall/shared/receipt'
import type { StepRecord } from '../spool/step-log.ts'
import { type DiscloseOptions, discloseState } from './disclose-state.ts'

/** A state that was read; `undefined` inside means that the app showed no account. */
export interface ReadState {
  readonly account: Account | undefined
}

/** How a step ended. */
export interface StepEnd {
  readonly outcome: StepReceipt['outcome']
  /** What was done, where it is not what the step is called. */
  readonly verb?: Verb
  readonly failure?: Failure
  readonly reconciled?: boolean
  readonly before?: ReadState | undefined
  readonly after?: ReadState | Disclosure | undefined
}

export interface StepFacts extends DiscloseOptions {
  readonly index: number
  readonly verb: Verb
  readonly startedAt: string
  readonly finishedAt: string
  readonly manifest?: Manifest
  readonly exchanges: readonly Exchange[]
}

/** A step's part of the receipt, and beside it the states that the receipt only commits to. */
export function toStepRecord(facts: StepFacts, end: StepEnd): StepRecord {
  const { index, startedAt, finishedAt, exchanges } = facts
  const verb = end.verb ?? facts.verb
  const before = disclose(`steps.${index}.before`, end.before, facts)
  const after = disclose(`steps.${index}.after`, end.after, facts)
  const endsSessions = end.outcome === 'changed' && classOf[verb] !== 'read' ? facts.manifest?.verbs[verb]?.endsSessions : undefined
  const receipt: StepReceipt = {
    index,
    verb,
    outcome: end.outcome,
    ...(end.failure && { failure: end.failure }),
    ...(endsSessions && { endsSessions }),
    ...(before && { before: disclosureDigest(before) }),
    ...(after && { after: disclosureDigest(after) }),
    reconciled: end.reconciled ?? false,
    startedAt,
    finishedAt,
    exchanges: [...exchanges],
  }
  return { receipt, disclosures: [before, after].filter((disclosure) => disclosure !== undefined) }
}

function disclose(name: string, state: ReadState | Disclosure | undefined, options: DiscloseOptions): Disclosure | undefined {
  if (state === undefined) return undefined
  return 'salt' in state ? state : discloseState(name, state.account, options)
}

import type { CaseKind } from '@rollcall/shared/case-kinds'
import type { Verb } from '@rollcall/shared/connector/verbs'
import type { FailureKind } from '@rollcall/shared/failure'
import type { Refusal } from '@rollcall/shared/receipt'
import type { EndReason, holdReasons, needReasons, RefusalReason, ReleaseReason } from '../../src/cases/case-reasons.ts'
import type { CaseState } from '../../src/cases/case-states.ts'
import type { JobState } from '../../src/dispatch/job-states.ts'
import type { Progress } from '../../src/dispatch/progress-board.ts'
import type { Role } from '../../src/organizations/roles.ts'

/** Every code that a case, job or step may give as its reason. */
export type ReasonCode = (typeof holdReasons)[number] | 'revoked' | FailureKind | Refusal | (typeof needReasons)[number] | EndReason

/** Something an operator decides about a case. */
export type DecisionKind = 'release' | 'reject' | 'retry' | 'cancel'

interface DecisionWords {
  readonly button: string
  readonly title: string
  readonly explanation: string
}

/** Everything that the console says, once per language. Keyed by the API's own codes, so a new code does not compile until it has words. */
export interface Words {
  readonly signIn: {
    readonly title: string
    readonly tagline: string
    readonly token: string
    readonly hint: string
    readonly button: string
    readonly incomplete: string
    readonly unknown: string
    readonly ended: string
  }
  readonly header: {
    readonly root: string
    readonly rootHint: string
    readonly signOut: string
    readonly theme: Readonly<Record<'auto' | 'light' | 'dark', string>>
    readonly language: string
    readonly copy: string
    readonly copied: string
  }
  readonly roles: Readonly<Record<Role, string>>
  readonly connection: { readonly lost: string; readonly retrying: string; readonly failed: string; readonly again: string }
  readonly agents: {
    readonly title: string
    readonly connected: string
    readonly offline: string
    readonly neverSeen: string
    readonly revoked: string
    readonly none: string
    readonly noApps: string
    readonly lastSeen: (ago: string) => string
  }
  readonly start: {
    readonly title: string
    readonly intro: string
    readonly done: string
    readonly policy: string
    readonly agent: string
    readonly roster: string
  }
  readonly cases: {
    readonly title: string
    readonly all: string
    readonly open: string
    readonly nobody: string
    readonly noneYet: string
    readonly noneOpen: string
    readonly choose: string
    readonly back: string
    readonly gone: string
    readonly sinceTold: string
    readonly sinceEffective: string
    readonly told: string
    readonly effective: string
    readonly notYetDue: string
    readonly sinceToldShort: (time: string) => string
    readonly sinceEffectiveShort: (time: string) => string
    readonly toldLate: (delay: string) => string
    readonly backdated: string
    readonly steps: string
    readonly stepsDone: (done: number, of: number) => string
    readonly left: string
    readonly planHash: string
    readonly policy: string
    readonly ledger: string
    readonly entries: (from: number, to: number | null) => string
    readonly case: string
  }
  readonly kinds: Readonly<Record<CaseKind, string>>
  readonly states: Readonly<Record<CaseState, string>>
  readonly jobStates: Readonly<Record<JobState | 'none', string>>
  readonly verbs: Readonly<Record<Verb, string>>
  readonly outcomes: Readonly<Record<'changed' | 'already' | 'failed' | 'waiting' | 'reported', string>>
  readonly progress: Readonly<Record<Progress['state'], string>>
  readonly lane: {
    readonly attempt: (attempt: number) => string
    readonly rules: (names: readonly string[]) => string
    readonly nobodyGrantsIt: string
    readonly windowIsOver: string
    readonly sessionsEnd: string
  }
  readonly reasons: Readonly<Record<ReasonCode, string>>
  readonly decisions: Readonly<Record<DecisionKind, DecisionWords>>
  readonly decide: { readonly reason: string; readonly chooseReason: string; readonly goBack: string; readonly onRecord: string }
  readonly releaseReasons: Readonly<Record<ReleaseReason, string>>
  readonly refusalReasons: Readonly<Record<RefusalReason, string>>
  readonly packet: { readonly download: string; readonly saved: string }
}

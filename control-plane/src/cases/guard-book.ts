import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { sql } from 'kysely'
import { AccountRecord } from '../accounts/account.entity.ts'
import { rowsOf } from '../database/rows-of.ts'
import { JobRecord } from '../dispatch/job.entity.ts'
import { changesOfPlan, checkGuard, type GuardVerdict } from '../planning/check-guard.ts'
import { type CountedWork, changesOf, type IsPrivileged, type RecentChanges, uniteChanges } from '../planning/guard-changes.ts'
import type { Plan } from '../planning/plan.ts'
import type { Policy } from '../policy/policy.ts'
import { countActivePeople } from './count-active-people.ts'

const dayMs = 24 * 3_600_000

interface Counts {
  readonly recent: { readonly day: RecentChanges; readonly week: RecentChanges }
  readonly activePeople: number
  readonly accountsPerApp: ReadonlyMap<string, number>
}

interface GuardScope {
  readonly organization: Id<'organization'>
  readonly at: Date
  readonly policy: Pick<Policy, 'guard' | 'apps'>
}

export interface GuardedPlan {
  readonly person: Id<'person'>
  readonly plan: Plan
  /** True for the plan of an approved order for cause: never held. */
  readonly isForCause: boolean
}

/** The guard's counters of one organization within one transaction that holds its ledger (`lockLedger`). Reads nothing until something is planned. */
export class GuardBook {
  readonly #em: EntityManager
  readonly #scope: GuardScope
  #counts: Counts | undefined

  constructor(em: EntityManager, scope: GuardScope) {
    this.#em = em
    this.#scope = scope
  }

  /** Judges a plan; one that is clear counts from now on. */
  async judge({ person, plan, isForCause }: GuardedPlan): Promise<GuardVerdict> {
    if (plan.apps.length === 0) return { kind: 'clear', warnings: [] }
    this.#counts ??= await this.#read()
    const question = { person, plan, ...this.#counts, limits: this.#scope.policy.guard, isPrivileged: this.#isPrivileged, isForCause }
    const verdict = checkGuard(question)
    if (verdict.kind === 'clear') this.#counts = counted(this.#counts, changesOfPlan(question))
    return verdict
  }

  readonly #isPrivileged: IsPrivileged = (app, entitlement) =>
    this.#scope.policy.apps.get(app)?.entitlements.get(entitlement)?.privileged === true

  async #read(): Promise<Counts> {
    const em = this.#em
    const { organization, at } = this.#scope
    // The same pass may have taken jobs back.
    await em.flush()
    const ended = (days: number) => new Date(at.getTime() - days * dayMs)
    const work = await recentWork(em, organization, ended(7))
    const ofToday = work.filter(({ finishedAt }) => finishedAt === null || finishedAt > ended(1))
    const day = changesOf(ofToday, this.#isPrivileged)
    return {
      recent: { day, week: changesOf(work, this.#isPrivileged) },
      activePeople: await countActivePeople(em, organization, day.people),
      accountsPerApp: await countAccounts(em, organization),
    }
  }
}

function counted({ recent, ...sizes }: Counts, added: RecentChanges): Counts {
  return { ...sizes, recent: { day: uniteChanges(recent.day, added), week: uniteChanges(recent.week, added) } }
}

interface RecentWork extends CountedWork {
  readonly finishedAt: Date | null
}

/**
 * What agents have done since, or hold the order to do, or wait for their turn to do, however old the order is. A few columns and no entities: a
 * large change has thousands of jobs, and each batch of people counts them all.
 */
async function recentWork(em: EntityManager, organization: Id<'organization'>, since: Date): Promise<readonly RecentWork[]> {
  const rows = await rowsOf(em, JobRecord)
    .select(['person', 'app', 'account', 'steps', 'finishedAt'])
    .where('organization', '=', organization)
    .where('event', 'not in', ['inventory', 'check'])
    .where((job) =>
      job.or([
        job('state', 'in', ['waiting', 'queued', 'leased']),
        job.and([job('state', 'in', ['done', 'failed', 'expired']), job('finishedAt', '>', since)]),
        // What was taken back, or waived, once an agent had it may have been done.
        job.and([job('state', 'in', ['revoked', 'waived']), job('startedAt', 'is not', null), job('finishedAt', '>', since)]),
      ]),
    )
    .execute()
  return rows.flatMap(({ person, app, account, steps, finishedAt }) =>
    person == null || account == null ? [] : [{ person, app, account, steps, finishedAt: finishedAt ?? null }],
  )
}

async function countAccounts(em: EntityManager, organization: Id<'organization'>): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf(em, AccountRecord)
    .select(['app', sql<number | string>`count(*)`.as('count')])
    .where('organization', '=', organization)
    .where(sql<boolean>`present`)
    .groupBy('app')
    .execute()
  return new Map(rows.map(({ app, count }) => [app, Number(count)]))
}

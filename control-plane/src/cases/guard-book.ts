import type { EntityManager } from '@mikro-orm/sql'
import { isDestructive } from '@rollcall/shared/connector/verbs'
import type { Id } from '@rollcall/shared/ids'
import { sql } from 'kysely'
import { JobRecord } from '../dispatch/job.entity.ts'
import {
  accountKey,
  checkGuard,
  type GuardLimits,
  type GuardVerdict,
  isDestructivePlan,
  type RecentDestruction,
} from '../planning/check-guard.ts'
import type { Plan } from '../planning/plan.ts'

const rollingMs = 24 * 3_600_000

interface Counts {
  readonly people: Set<string>
  readonly accounts: Map<string, Set<string>>
  readonly activePeople: number
  readonly accountsPerApp: ReadonlyMap<string, number>
}

interface GuardScope {
  readonly organization: Id<'organization'>
  readonly at: Date
  readonly limits: GuardLimits
}

/** The guard's counters of one organization within one transaction that holds its ledger (`lockLedger`). Reads nothing until something destructive is planned. */
export class GuardBook {
  readonly #em: EntityManager
  readonly #scope: GuardScope
  #counts: Counts | undefined

  constructor(em: EntityManager, scope: GuardScope) {
    this.#em = em
    this.#scope = scope
  }

  /** Judges a plan; one that is clear counts from now on. */
  async judge(person: Id<'person'>, plan: Plan): Promise<GuardVerdict> {
    if (plan.kind === 'joiner' || !plan.apps.some(isDestructivePlan)) return { kind: 'clear' }
    this.#counts ??= await this.#read()
    const { people, accounts, ...sizes } = this.#counts
    const verdict = checkGuard({ person, plan, recent: { people, accounts }, ...sizes, limits: this.#scope.limits })
    if (verdict.kind === 'clear') this.#count(this.#counts, person, plan)
    return verdict
  }

  #count({ people, accounts }: Counts, person: Id<'person'>, plan: Plan): void {
    people.add(person)
    for (const one of plan.apps.filter(isDestructivePlan))
      accounts.set(one.app, new Set([...(accounts.get(one.app) ?? []), accountKey(one)]))
  }

  async #read(): Promise<Counts> {
    const em = this.#em
    const { organization, at } = this.#scope
    const recent = await recentDestruction(em, organization, new Date(at.getTime() - rollingMs))
    return {
      people: new Set(recent.people),
      accounts: new Map([...recent.accounts].map(([app, keys]) => [app, new Set(keys)])),
      activePeople: await countActivePeople(em, organization, recent.people),
      accountsPerApp: await countAccounts(em, organization),
    }
  }
}

/** What agents have taken away since, or hold the order to take away, however old the order is. */
async function recentDestruction(em: EntityManager, organization: Id<'organization'>, since: Date): Promise<RecentDestruction> {
  const jobs = await em.find(
    JobRecord,
    {
      organization,
      event: { $in: ['mover', 'leaver'] },
      $or: [
        { state: { $in: ['queued', 'leased'] } },
        { state: { $in: ['done', 'failed', 'expired'] }, finishedAt: { $gt: since } },
        // What was taken back once an agent had it may have been done.
        { state: 'revoked', startedAt: { $ne: null }, finishedAt: { $gt: since } },
      ],
    },
    { disableIdentityMap: true },
  )
  const destructive = jobs.filter(({ steps }) => steps.some(({ verb }) => isDestructive(verb)))
  const byApp = Map.groupBy(destructive, ({ app }) => app)
  return {
    people: new Set(destructive.flatMap(({ person }) => person ?? [])),
    accounts: new Map(
      [...byApp].map(([app, some]) => [app, new Set(some.flatMap(({ account }) => (account ? [accountKey({ account })] : [])))]),
    ),
  }
}

interface Tables {
  person: { id: string; organization: string; status: string }
  account: { organization: string; app: string; person: string | null; active: boolean; present: boolean }
}

const works = ['active', 'leave', 'notice', 'garden_leave']

/** Whoever works here by HR, has an active account, or has just lost one. */
async function countActivePeople(em: EntityManager, organization: string, recent: ReadonlySet<string>): Promise<number> {
  const { count } = await em
    .getKysely<Tables>()
    .selectFrom('person')
    .select(sql<number | string>`count(*)`.as('count'))
    .where('organization', '=', organization)
    .where((eb) =>
      eb.or([
        eb('status', 'in', works),
        ...(recent.size === 0 ? [] : [eb('id', 'in', [...recent])]),
        eb.exists(
          eb
            .selectFrom('account')
            .select('account.app')
            .whereRef('account.person', '=', 'person.id')
            .where(sql<boolean>`account.active and account.present`),
        ),
      ]),
    )
    .executeTakeFirstOrThrow()
  return Number(count)
}

async function countAccounts(em: EntityManager, organization: string): Promise<ReadonlyMap<string, number>> {
  const rows = await em
    .getKysely<Tables>()
    .selectFrom('account')
    .select(['app', sql<number | string>`count(*)`.as('count')])
    .where('organization', '=', organization)
    .where(sql<boolean>`present`)
    .groupBy('app')
    .execute()
  return new Map(rows.map(({ app, count }) => [app, Number(count)]))
}

import type { EntityManager } from '@mikro-orm/sql'
import { isDestructive } from '@rollcall/shared/connector/verbs'
import type { Id } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { JobRecord } from '../dispatch/job.entity.ts'
import { giveNotice } from '../notifications/give-notice.ts'
import type { CountLimit } from '../planning/check-guard.ts'
import { activePolicy } from '../policy/active-policy.ts'
import { isProtected } from '../policy/evaluate-policy.ts'
import type { Policy } from '../policy/policy.ts'
import { Question } from '../questions/question.entity.ts'
import { AccountRecord } from './account.entity.ts'
import { daysAfter } from './days-after.ts'
import { disableOrphan } from './disable-orphan.ts'

/**
 * Switches off accounts that nobody owns and nobody has said anything about for as many days as their app's policy gives. Only those that somebody
 * was asked about: never what the first listing of an app showed. As many at a time as the guard lets an app lose; the others wait.
 */
export async function disableOldOrphans(em: EntityManager, organization: Id<'organization'>, moment: Moment): Promise<number> {
  const policy = (await activePolicy(em, organization))?.policy
  if (policy === undefined) return 0
  let disabled = 0
  for (const [app, { orphans }] of policy.apps) {
    if (orphans.disableAfterDays === null) continue
    const askedBefore = daysAfter(moment.at, -orphans.disableAfterDays)
    const old = await oldOrphans(em, {
      organization,
      app,
      policy,
      askedBefore,
      triedSince: daysAfter(moment.at, -Math.max(1, orphans.disableAfterDays)),
    })
    const room = old.length === 0 ? 0 : await roomFor(em, { organization, app, policy, at: moment.at })
    for (const account of old.slice(0, room)) await disableOrphan(em, { account, by: null }, moment)
    if (old.length > room) await tellWaiting(em, { organization, app, waiting: old.length - room }, moment)
    disabled += Math.min(old.length, room)
  }
  return disabled
}

interface Waiting {
  readonly organization: Id<'organization'>
  readonly app: string
  readonly waiting: number
}

/** Said once a month and app: they wait for days, and nothing has to be done about it. */
async function tellWaiting(em: EntityManager, { organization, app, waiting }: Waiting, moment: Moment): Promise<void> {
  const key = `orphans_wait/${app}/${moment.at.toISOString().slice(0, 7)}`
  await giveNotice(em, { organization, kind: 'orphans_wait', key, details: { app, waiting } }, moment)
}

interface Search {
  readonly organization: Id<'organization'>
  readonly app: string
  readonly policy: Policy
  readonly askedBefore: Date
  readonly triedSince: Date
}

/** Still active, and not on its way to being switched off: an agent that would not do it is not asked again until as many days have passed. */
async function oldOrphans(
  em: EntityManager,
  { organization, app, policy, askedBefore, triedSince }: Search,
): Promise<readonly AccountRecord[]> {
  const asked = await em.find(Question, { organization, app, kind: 'orphan', state: 'open', createdAt: { $lte: askedBefore } })
  const ids = asked.flatMap(({ account }) => account ?? [])
  if (ids.length === 0) return []
  const where = { organization, id: { $in: ids }, present: true, active: true, person: null, type: 'person' as const, protected: false }
  const accounts = await em.find(AccountRecord, where, { orderBy: { firstSeenAt: 'asc', id: 'asc' } })
  const tried = await em.find(JobRecord, { organization, app, event: 'orphan', createdAt: { $gt: triedSince } }, { fields: ['account'] })
  const underWay = new Set(tried.map(({ account }) => account?.nativeId))
  return accounts.filter(({ nativeId, userName }) => !underWay.has(nativeId) && !isProtected(policy, app, userName))
}

const dayMs = 86_400_000

/** How many more accounts the app may lose by the guard's two windows. */
async function roomFor(
  em: EntityManager,
  { organization, app, policy, at }: Pick<Search, 'organization' | 'app' | 'policy'> & { readonly at: Date },
): Promise<number> {
  const present = await em.count(AccountRecord, { organization, app, present: true })
  const since = new Date(at.getTime() - 7 * dayMs)
  const jobs = await em.find(JobRecord, {
    organization,
    app,
    event: { $nin: ['inventory', 'check'] },
    $or: [{ state: { $in: ['waiting', 'queued', 'leased'] } }, { startedAt: { $ne: null }, finishedAt: { $gt: since } }],
  })
  const taken = jobs.filter(({ steps }) => steps.some(({ verb }) => isDestructive(verb)))
  const inDay = taken.filter(({ finishedAt }) => finishedAt == null || finishedAt.getTime() > at.getTime() - dayMs)
  const { day, week } = policy.guard
  return Math.max(0, Math.min(most(day.accountsPerApp, present) - inDay.length, most(week.accountsPerApp, present) - taken.length))
}

function most({ floor, percent, ceiling }: CountLimit, of: number): number {
  return Math.min(Math.max(floor, Math.floor((of * percent) / 100)), ceiling)
}

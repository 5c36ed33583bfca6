import type { EntityManager } from '@mikro-orm/sql'
import type { CivilDate } from '@rollcall/shared/civil-date'
import type { Id } from '@rollcall/shared/ids'
import { AccountRecord } from '../accounts/account.entity.ts'
import type { Subject } from '../approvals/find-approvers.ts'
import type { Moment } from '../cases/moment.ts'
import type { Policy } from '../policy/policy.ts'
import { accessOf } from '../roster/access-window.ts'
import { effectiveManager } from '../roster/effective-manager.ts'
import type { Person } from '../roster/person.entity.ts'
import type { PlannedInstant } from '../schedule/instants.ts'
import { giveNotice } from './give-notice.ts'
import { mayConcern } from './may-concern.ts'
import { type DueNotice, noticesDue } from './notices-due.ts'
import { responsibleMember } from './responsible-member.ts'
import { tellUnclear } from './tell-unclear.ts'

export interface Warning {
  readonly person: Person
  /** What earlier looks saw coming and has passed. */
  readonly instants: readonly PlannedInstant[]
  readonly policy: Policy
  readonly extendedUntil: CivilDate | undefined
}

/** Tells others what they should know about a person by now. To be called with every look: what was told already is not told again. */
export async function warnOf(em: EntityManager, { person, instants, policy, extendedUntil }: Warning, moment: Moment): Promise<void> {
  const { at } = moment
  const { roster, calendar } = policy
  await tellUnclear(em, person, moment)
  const exceptionsEnded = instants.filter((instant) => instant.kind === 'exception_ends' && instant.at <= at)
  if (exceptionsEnded.length === 0 && !mayConcern(person.facts, { extendedUntil, at, roster })) return
  const access = accessOf(person.facts, calendar, { extendedUntil })
  for (const due of noticesDue({ access, roster, exceptionsEnded, at })) await tell(em, { person, due, policy }, moment)
}

interface Telling {
  readonly person: Subject
  readonly due: DueNotice
  readonly policy: Policy
}

async function tell(em: EntityManager, { person, due, policy }: Telling, moment: Moment): Promise<void> {
  const { organization, id } = person
  const { kind } = due
  const recipients = due.to === 'manager' ? await sponsorOf(em, person, moment.at) : []
  const assets = kind === 'access_ends_soon' ? await assetsOf(em, id, policy) : {}
  const notice = { organization, kind, key: `${kind}/${id}/${due.key}`, person: id, recipients, details: { ...due.details, ...assets } }
  await giveNotice(em, notice, moment)
}

/** The manager, where they are a member; nobody in particular otherwise, which means every operator. */
async function sponsorOf(em: EntityManager, subject: Subject, at: Date): Promise<readonly Id<'member'>[]> {
  const manager = await effectiveManager(em, subject.id, at)
  const member = manager === undefined ? null : await responsibleMember(em, { subject, responsible: manager })
  return member === null ? [] : [member]
}

/** What somebody should have taken over by the last day. */
async function assetsOf(em: EntityManager, person: Id<'person'>, { apps }: Policy) {
  const accounts = await em.find(AccountRecord, { person, present: true }, { orderBy: { app: 'asc', id: 'asc' } })
  const held = accounts.map(({ app, userName, entitlements }) => {
    const known = apps.get(app)
    const privileged = entitlements.filter((entitlement) => known?.entitlements.get(entitlement)?.privileged === true)
    return {
      app,
      userName,
      privileged,
      transfers: (known?.leaver.tasks ?? []).filter(({ transfers }) => transfers).map(({ title }) => title),
    }
  })
  return { accounts: held }
}

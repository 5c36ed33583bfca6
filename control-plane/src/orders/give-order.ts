import type { EntityManager } from '@mikro-orm/sql'
import type { CivilDate } from '@rollcall/shared/civil-date'
import { type Id, toId } from '@rollcall/shared/ids'
import type { Moment } from '../cases/moment.ts'
import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { giveNotice } from '../notifications/give-notice.ts'
import { activePolicy } from '../policy/active-policy.ts'
import type { Ports } from '../ports.ts'
import { defaultCalendar } from '../roster/calendar.ts'
import type { Person } from '../roster/person.entity.ts'
import { recordsOf } from '../roster/records-of.ts'
import { checkExtension } from './check-extension.ts'
import { countAccounts } from './count-accounts.ts'
import { endOrder } from './end-order.ts'
import { findSubject, refuseOwn } from './find-subject.ts'
import { needsSecond } from './needs-second.ts'
import { OrderError } from './order-error.ts'
import { type OrderKind, type OrderReason, reasonsOfKind } from './order-kinds.ts'
import { PersonOrder } from './person-order.entity.ts'
import { planAfterOrder } from './plan-after-order.ts'

export interface OrderCommand {
  readonly organization: Id<'organization'>
  readonly by: Id<'member'>
  /** Id, or key in HR. */
  readonly person: string
  readonly kind: OrderKind
  readonly reason: OrderReason
  /** Last day of an extension. */
  readonly until?: CivilDate | undefined
}

export interface GivenOrder {
  readonly order: Id<'order'>
  /** `proposed`: nothing happens until a second person has confirmed it. */
  readonly state: 'proposed' | 'active'
  /** How many accounts of theirs are known. */
  readonly accounts: number
}

/** Orders something about one person, ahead of HR and whatever HR says. @throws OrderError */
export async function giveOrder(ports: Ports, command: OrderCommand): Promise<GivenOrder> {
  const moment = { at: ports.now(), random: ports.random }
  const given = await ports.database.transact((em) => give(em, command, moment))
  ports.wakeUps.notify('planning')
  return given
}

async function give(em: EntityManager, command: OrderCommand, moment: Moment): Promise<GivenOrder> {
  const { organization, by, kind, reason } = command
  await lockLedger(em, organization)
  if (!reasonsFor(kind).includes(reason)) throw new OrderError('does_not_fit', `the reason is one of ${reasonsFor(kind).join(', ')}`)
  const person = await findSubject(em, command)
  await refuseOwn(em, { organization, by, person })
  const extension = kind === 'extension' ? await extensionOf(em, { person, until: command.until, at: moment.at }) : undefined
  await clearTheWay(em, { person, command, moment })
  const state = (await needsSecond(em, { organization, person: person.id, kind }, moment.at)) ? 'proposed' : 'active'
  const order = em.create(PersonOrder, {
    id: toId('order', moment.random(16)),
    organization,
    person: person.id,
    kind,
    reason,
    state,
    until: extension?.until ?? null,
    pastEnd: extension?.pastEnd ?? null,
    requestedBy: by,
    requestedAt: moment.at,
    activeAt: state === 'active' ? moment.at : null,
  })
  await em.flush()
  if (state === 'active') await planAfterOrder(em, order, moment.at)
  const until = extension === undefined ? {} : { until: extension.endsAt.toISOString() }
  const said = { t: 'order.given', sub: person.id, order: order.id, kind, reason, member: by, ...until } as const
  await appendEntries(em, organization, [said], moment)
  if (state === 'proposed') await askForSecond(em, order, moment)
  return { order: order.id, state, accounts: await countAccounts(em, person.id) }
}

function reasonsFor(kind: OrderKind): readonly OrderReason[] {
  return reasonsOfKind[kind]
}

async function extensionOf(em: EntityManager, { person, until, at }: { person: Person; until: CivilDate | undefined; at: Date }) {
  const calendar = (await activePolicy(em, person.organization))?.policy.calendar ?? defaultCalendar
  return checkExtension({ facts: person.facts, until, calendar, at })
}

/** One order of a kind per human being, one extension per contract. Another last day takes the place of the one before. */
async function clearTheWay(
  em: EntityManager,
  { person, command, moment }: { person: Person; command: OrderCommand; moment: Moment },
): Promise<void> {
  const { kind, by } = command
  const records = kind === 'extension' ? [person.id] : ((await recordsOf(em, [person.id])).get(person.id) ?? [])
  const standing = await em.findOne(PersonOrder, { person: { $in: [...records] }, kind, state: { $in: ['proposed', 'active'] } })
  if (standing === null) return
  if (kind !== 'extension') throw new OrderError('wrong_state', `there is such an order already (${standing.id}, ${standing.state})`)
  await endOrder(em, { order: standing, by, reason: 'replaced' }, moment)
}

async function askForSecond(em: EntityManager, { id, organization, person, requestedBy }: PersonOrder, moment: Moment): Promise<void> {
  const key = `order_proposed/${id}`
  await giveNotice(em, { organization, kind: 'order_proposed', key, person, details: { order: id, requestedBy } }, moment)
}

import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { isAboutMember } from '../organizations/is-about-member.ts'
import type { Ports } from '../ports.ts'
import { Person } from '../roster/person.entity.ts'
import { activePolicy } from './active-policy.ts'
import { knownAccess } from './evaluate-policy.ts'
import { ExceptionError } from './exception-error.ts'
import type { ExceptionReason } from './exception-reasons.ts'
import { openException } from './open-exception.ts'

export interface ExceptionCommand {
  readonly organization: Id<'organization'>
  readonly by: Id<'member'>
  readonly person: Id<'person'>
  readonly kind: 'grant' | 'withhold'
  readonly app: string
  /** Null: the account itself. */
  readonly entitlement: string | null
  readonly days: number
  readonly reason: ExceptionReason
}

const dayMs = 86_400_000

/** An operator grants somebody access outside the rules, or withholds access of the rules, for a time; it ends by itself. @throws ExceptionError */
export async function openExceptionByHand(ports: Ports, { days, ...command }: ExceptionCommand): Promise<Id<'exception'>> {
  const moment = { at: ports.now(), random: ports.random }
  const until = new Date(moment.at.getTime() + days * dayMs)
  const id = await ports.database.transact(async (em) => {
    await lockLedger(em, command.organization)
    await check(em, command)
    const opened = await openException(em, { ...command, until }, moment)
    await em.nativeUpdate(Person, { id: command.person }, { needsPlanning: true })
    return opened.id
  })
  ports.wakeUps.notify('planning')
  return id
}

/** Only what policy names can be granted or withheld: of anything else nobody could say when it is to be taken again. */
async function check(em: EntityManager, { organization, person, by, app, entitlement }: Omit<ExceptionCommand, 'days'>): Promise<void> {
  if ((await em.count(Person, { id: person, organization })) === 0)
    throw new ExceptionError('not_found', `there is no person ${person} in this organization`)
  if (await isAboutMember(em, { organization, person, member: by }))
    throw new ExceptionError('not_yours', 'the exception is about yourself: another member has to open it')
  const policy = (await activePolicy(em, organization))?.policy
  const known = policy === undefined ? undefined : knownAccess(policy).get(app)
  if (known === undefined || (entitlement !== null && !known.has(entitlement)))
    throw new ExceptionError('does_not_fit', `policy knows no ${entitlement === null ? app : `${app}/${entitlement}`}`)
}

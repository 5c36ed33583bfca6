import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { isAboutMember } from '../organizations/is-about-member.ts'
import type { Ports } from '../ports.ts'
import { Person } from '../roster/person.entity.ts'
import { AccessException } from './access-exception.entity.ts'
import { ExceptionError } from './exception-error.ts'

export interface CloseCommand {
  readonly organization: Id<'organization'>
  readonly exception: Id<'exception'>
  readonly by: Id<'member'>
}

/** Ends an exception ahead of its time: the rules count again. @throws ExceptionError */
export async function closeException(ports: Ports, { organization, exception: id, by }: CloseCommand): Promise<void> {
  const moment = { at: ports.now(), random: ports.random }
  await ports.database.transact(async (em) => {
    await lockLedger(em, organization)
    const exception = await em.findOne(AccessException, { id, organization })
    if (exception === null) throw new ExceptionError('not_found', `there is no exception ${id} in this organization`)
    const { person, app, until, closedAt } = exception
    if (closedAt != null || until <= moment.at) throw new ExceptionError('wrong_state', `the exception ${id} is over already`)
    if (await isAboutMember(em, { organization, person, member: by }))
      throw new ExceptionError('not_yours', 'the exception is about yourself: another member has to close it')
    exception.closedAt = moment.at
    await em.flush()
    await appendEntries(em, organization, [{ t: 'exception.closed', sub: person, app, exception: id, member: by }], moment)
    await em.nativeUpdate(Person, { id: person }, { needsPlanning: true })
  })
  ports.wakeUps.notify('planning')
}

import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import type { Ports } from '../ports.ts'
import { Person } from '../roster/person.entity.ts'
import { isSameHuman } from './is-same-human.ts'
import { Member } from './member.entity.ts'
import { MemberError } from './member-error.ts'

export interface MemberLink {
  readonly organization: Id<'organization'>
  readonly by: Id<'member'>
  readonly member: Id<'member'>
  /** HR key; null takes the link away. */
  readonly personKey: string | null
}

/**
 * Says who a member is on the roster: who approves as a manager, and who does not approve what is about themselves. Nobody changes that of their own,
 * or they would be nobody on the roster just when it counts. @throws MemberError
 */
export async function linkMember({ database, now, random }: Ports, { organization, by, member: id, personKey }: MemberLink): Promise<void> {
  const at = now()
  await database.transact(async (em) => {
    await lockLedger(em, organization)
    const member = await em.findOne(Member, { id, organization, removedAt: null })
    if (member === null) throw new MemberError('not_found', `there is no member ${id} in this organization`)
    if (member.person != null && (await isSameHuman(em, by, [id])))
      throw new MemberError('not_yours', 'who you are on the roster is said already: only another owner changes it')
    const people = personKey === null ? [] : await em.find(Person, { organization, personKey }, { limit: 2 })
    const [person] = people
    if (personKey !== null && person === undefined) throw new MemberError('no_person', `HR knows nobody by the key "${personKey}"`)
    if (people.length > 1) throw new MemberError('ambiguous', `two HR sources know somebody by the key "${personKey}"`)
    member.person = person?.id ?? null
    const action = person === undefined ? 'member.unlinked' : 'member.linked'
    await appendEntries(em, organization, [{ t: 'operator.action', member: by, action, about: id }], { at, random })
  })
}

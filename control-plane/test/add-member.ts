import type { Id } from '@rollcall/shared/ids'
import { createMember } from '../src/organizations/create-organization.ts'
import { Member } from '../src/organizations/member.entity.ts'
import type { Role } from '../src/organizations/roles.ts'
import type { TestCompany } from './test-company.ts'

/** One more member of the company, who is somebody on its roster where `is` names their HR key. */
export async function addMember(company: TestCompany, role: Role, is?: string): Promise<Id<'member'>> {
  const { organization, ports } = company
  const { member } = await createMember(ports, { organization, name: is ?? role, role })
  const person = is === undefined ? undefined : await company.person(is)
  if (person !== undefined) await ports.database.transact((em) => em.nativeUpdate(Member, { id: member }, { person: person.id }))
  return member
}

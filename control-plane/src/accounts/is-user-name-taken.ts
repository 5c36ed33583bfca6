import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { AccountRecord } from './account.entity.ts'
import { sameText } from './match-keys.ts'

export interface WantedUserName {
  readonly organization: Id<'organization'>
  readonly app: string
  readonly person: Id<'person'>
  readonly userName: string
}

/** True when the user name belongs to an account that is not the person's. */
export async function isUserNameTaken(em: EntityManager, { organization, app, person, userName }: WantedUserName): Promise<boolean> {
  const others = await em.find(
    AccountRecord,
    { organization, app, present: true },
    { fields: ['userName', 'person'], disableIdentityMap: true },
  )
  return others.some((account) => account.person !== person && sameText(account.userName) === sameText(userName))
}

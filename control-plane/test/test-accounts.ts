import type { Account } from '@rollcall/shared/connector/account'
import type { Step } from '@rollcall/shared/job'
import type { Person } from '../src/roster/person.entity.ts'

export function blank({ id, personKey }: Person): Account {
  return { nativeId: personKey, userName: `${personKey}@larkfield.example`, externalId: id, active: true, profile: {}, entitlements: [] }
}

export function wikiAccount(person: Person, isSeller: boolean): Account {
  const department = person.facts.engagements[0]?.department ?? ''
  const entitlements = isSeller ? ['readers', 'sales'] : ['readers']
  return { ...blank(person), profile: { displayName: `${person.personKey} Test`, department }, entitlements }
}

/** As read from the database. */
export type SeenAccount = Pick<Account, 'nativeId' | 'userName' | 'active' | 'profile' | 'entitlements'> & {
  readonly signedIn?: Account['signedIn'] | null
}

export function toAccount({ nativeId, userName, active, profile, entitlements, signedIn }: SeenAccount, externalId: string): Account {
  return { nativeId, userName, externalId, active, profile, entitlements, ...(signedIn ? { signedIn } : {}) }
}

export function afterStep(account: Account, step: Step): Account {
  const { entitlements } = account
  switch (step.verb) {
    case 'account.create':
      return { ...account, active: true, profile: step.draft.profile }
    case 'account.prepare':
      return { ...account, active: false, profile: step.draft.profile }
    case 'account.rename':
      return { ...account, userName: step.userName }
    case 'account.restore':
      return { ...account, active: true }
    case 'account.suspend':
      return { ...account, active: false }
    case 'profile.update':
      return { ...account, profile: { ...account.profile, ...step.profile } }
    case 'entitlement.grant':
      return { ...account, entitlements: [...new Set([...entitlements, step.entitlement])].sort() }
    case 'entitlement.revoke':
      return { ...account, entitlements: entitlements.filter((key) => key !== step.entitlement) }
    case 'account.delete':
    case 'sessions.end':
    case 'account.list':
    case 'account.read':
      return account
  }
}

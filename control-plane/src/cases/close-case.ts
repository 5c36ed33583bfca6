import type { EntityManager } from '@mikro-orm/sql'
import { userNameKey } from '../accounts/user-name-key.ts'
import type { EntryDraft } from '../ledger/entry-draft.ts'
import type { Policy } from '../policy/policy.ts'
import { reserveAddresses } from '../roster/reserved-addresses.ts'
import type { ObservedPerson } from './assess-person.ts'
import type { Case } from './case.entity.ts'
import { endedEntry } from './case-entries.ts'
import type { Moment } from './moment.ts'

interface Closing {
  readonly lifecycle: Case
  readonly observed: Pick<ObservedPerson, 'person' | 'accounts'>
  readonly policy: Pick<Policy, 'roster'>
  readonly moment: Moment
}

/** All that the case wanted has been done and read back, or waived by name. A leaver's addresses stay theirs. Gives its last ledger entry. */
export async function closeCase(em: EntityManager, { lifecycle, observed, policy, moment }: Closing): Promise<EntryDraft> {
  lifecycle.state = 'closed'
  lifecycle.reason = null
  lifecycle.closedAt = moment.at
  if (lifecycle.kind === 'leaver') {
    const { person, organization } = lifecycle
    const until = monthsAfter(moment.at, policy.roster.addressesReservedMonths)
    await reserveAddresses(em, { organization, person, keys: addressesOf(observed), until, at: moment.at })
  }
  return endedEntry(lifecycle, 'closed')
}

function addressesOf({ person, accounts }: Closing['observed']): readonly string[] {
  const addresses = [person.facts.workEmail, ...accounts.flatMap(({ userName, profile }) => [userName, profile.email])]
  return [...new Set(addresses.flatMap((address) => (address == null || address === '' ? [] : [userNameKey(address)])))]
}

function monthsAfter(at: Date, months: number): Date {
  const until = new Date(at)
  until.setUTCMonth(until.getUTCMonth() + months)
  return until
}

import type { PersonFacts } from '@rollcall/shared/person'
import { sameText } from '../accounts/match-keys.ts'

export interface RehireScore {
  /** From 0 to 1. */
  readonly score: number
  /** What agrees. */
  readonly because: readonly RehireSign[]
}
type RehireSign = 'name' | 'given_name' | 'address' | 'department' | 'hire_date'

/** From here on somebody is asked; nothing is ever taken for granted. */
export const askFrom = 0.5

const weights: Readonly<Record<RehireSign, number>> = { name: 0.4, given_name: 0.15, address: 0.5, department: 0.15, hire_date: 0.2 }

/** How much a new record looks like the same human being as one of somebody who left. A name alone is not enough: people share names. */
export function scoreRehire(added: PersonFacts, former: PersonFacts): RehireScore {
  const isSameName = nameOf(added) === nameOf(former)
  const signs: readonly (readonly [RehireSign, boolean])[] = [
    ['name', isSameName],
    ['given_name', !isSameName && sameText(added.givenName) === sameText(former.givenName)],
    ['address', isSame(added.workEmail, former.workEmail)],
    ['department', added.engagements.some((one) => former.engagements.some((other) => isSame(one.department, other.department)))],
    ['hire_date', added.engagements.some((one) => former.engagements.some(({ startDate }) => startDate === one.startDate))],
  ]
  const because = signs.filter(([, agrees]) => agrees).map(([sign]) => sign)
  const isOne = isSameName || because.includes('address')
  const sum = because.reduce((total, sign) => total + weights[sign], 0)
  return { score: isOne ? Math.min(1, Math.round(sum * 100) / 100) : 0, because }
}

function nameOf({ givenName, familyName }: PersonFacts): string {
  return sameText(`${givenName} ${familyName}`)
}

function isSame(a: string | null | undefined, b: string | null | undefined): boolean {
  return a != null && b != null && sameText(a) !== '' && sameText(a) === sameText(b)
}

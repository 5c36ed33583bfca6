import type { PersonFacts } from '@rollcall/shared/person'
import { sameText } from '../accounts/match-keys.ts'
import { cutOffDate } from './access-window.ts'
import { addDays } from './civil-days.ts'

export interface RehireScore {
  /** From 0 to 1. */
  readonly score: number
  /** What agrees. */
  readonly because: readonly RehireSign[]
}
type RehireSign = 'name' | 'given_name' | 'address' | 'department' | 'hire_date' | 'end_date'

/** From here on somebody is asked; nothing is ever taken for granted. */
export const askFrom = 0.5

const weights: Readonly<Record<RehireSign, number>> = {
  name: 0.4,
  given_name: 0.15,
  address: 0.5,
  department: 0.15,
  hire_date: 0.2,
  end_date: 0.2,
}

/** How much a new record looks like the same human being as one of somebody who left. A name alone is not enough: people share names. */
export function scoreRehire(added: PersonFacts, former: PersonFacts): RehireScore {
  const isSameName = nameOf(added) === nameOf(former)
  const signs: readonly (readonly [RehireSign, boolean])[] = [
    ['name', isSameName],
    ['given_name', !isSameName && sameText(added.givenName) === sameText(former.givenName)],
    ['address', isSame(added.workEmail, former.workEmail)],
    ['department', added.engagements.some((one) => former.engagements.some((other) => isSame(one.department, other.department)))],
    ['hire_date', added.engagements.some((one) => former.engagements.some(({ startDate }) => startDate === one.startDate))],
    ['end_date', followsOn(added, former)],
  ]
  const because = signs.filter(([, agrees]) => agrees).map(([sign]) => sign)
  const isOne = isSameName || because.includes('address')
  const sum = because.reduce((total, sign) => total + weights[sign], 0)
  return { score: isOne ? Math.min(1, Math.round(sum * 100) / 100) : 0, because }
}

/** Days between the end of one engagement and the start of another of the same human being, at most: HR is not always exact. */
const closeBy = 14

/** True where one record begins about when the other ends: the shape of a conversion. */
function followsOn(added: PersonFacts, former: PersonFacts): boolean {
  return added.engagements.some(({ startDate }) =>
    former.engagements.some((engagement) => {
      const last = cutOffDate(engagement)
      return (
        last !== null && engagement.startDate < startDate && addDays(last, -closeBy) <= startDate && startDate <= addDays(last, closeBy)
      )
    }),
  )
}

function nameOf({ givenName, familyName }: PersonFacts): string {
  return sameText(`${givenName} ${familyName}`)
}

function isSame(a: string | null | undefined, b: string | null | undefined): boolean {
  return a != null && b != null && sameText(a) !== '' && sameText(a) === sameText(b)
}

import type { CaseKind } from '@rollcall/shared/case-kinds'

/**
 * What an account that is off already is off for, once another case has acted on it:
 *
 * | off for          | leaver comes | lock comes | leave comes | back to work                |
 * |------------------|--------------|------------|-------------|-----------------------------|
 * | leave            | leaver       | lock       | leave       | on                          |
 * | lock             | leaver       | lock       | leave       | on, where policy gives it   |
 * | move             | leaver       | lock       | move        | on, where policy gives it   |
 * | leaver           | leaver       | leaver     | leaver      | on, once somebody agrees    |
 * | somebody else's  | theirs       | theirs     | theirs      | as any account that is found |
 *
 * A leaver's stays one whatever comes after, or a lock would give back without approval what an end took. What a lock took over goes back to the leave
 * that is still running when it is lifted. Whoever else switched an account off, the sessions that they left open end, once.
 */
export function takesOver(kind: CaseKind, offFor: CaseKind | undefined): boolean {
  if (kind === 'leaver') return offFor !== 'leaver'
  if (kind === 'hold') return offFor !== 'leaver' && offFor !== 'hold'
  return kind === 'leave' && offFor === 'hold'
}

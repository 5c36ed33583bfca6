import { type CountLimit, defaultGuardLimits, type GuardLimits, type WindowLimits } from '../planning/check-guard.ts'
import type { GuardDocument, WindowDocument } from './guard-document.ts'

/** Limits as a document gives them: what it leaves out has the default, and a week holds twice what the day may. */
export function toGuardLimits({ day: inDay = {}, week: inWeek = {}, ...top }: GuardDocument): GuardLimits {
  const day = eachCounter((counter) => merge({ ...top[counter], ...inDay[counter] }, defaultGuardLimits.day[counter]))
  return { day, week: eachCounter((counter) => merge(inWeek[counter], twice(day[counter]))) }
}

function eachCounter(limitOf: (counter: keyof WindowLimits) => CountLimit): WindowLimits {
  return {
    people: limitOf('people'),
    accountsPerApp: limitOf('accountsPerApp'),
    deletions: limitOf('deletions'),
    privileges: limitOf('privileges'),
    creations: limitOf('creations'),
    renames: limitOf('renames'),
  }
}

function merge(given: WindowDocument[keyof WindowDocument], { floor, percent, ceiling }: CountLimit): CountLimit {
  return { floor: given?.least ?? floor, percent: given?.percent ?? percent, ceiling: given?.most ?? ceiling }
}

function twice({ floor, percent, ceiling }: CountLimit): CountLimit {
  return { floor: 2 * floor, percent: 2 * percent, ceiling: 2 * ceiling }
}

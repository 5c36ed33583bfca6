import type { Id } from '@rollcall/shared/ids'
import type { PlannedPerson, ScheduleChange } from '@rollcall/shared/plan-set'
import { localDate } from '../roster/local-instant.ts'
import { byCanonicalText } from './by-canonical-text.ts'
import type { Standing } from './standing.ts'

/** What of somebody's is undone, and what is to come for them otherwise than before. */
export type Effects = Pick<PlannedPerson, 'ends' | 'jobsTakenBack' | 'tasksTakenBack' | 'schedule'>

export interface StandingsCompared {
  readonly before: Standing
  readonly after: Standing
  readonly at: Date
  /** The company's zone, for what is known by its day only. */
  readonly zone: string
}

/** Pure. Whoever is not in it has no such effect. */
export function compareStandings(compared: StandingsCompared): ReadonlyMap<Id<'person'>, Effects> {
  const { before, after } = compared
  const people = new Set([...before.cases, ...before.instants, ...after.instants].map(({ person }) => person))
  const effects = [...people].map((person) => [person, effectsOn(person, compared)] as const)
  return new Map(
    effects.filter(([, { ends, jobsTakenBack, tasksTakenBack, schedule }]) =>
      [ends, jobsTakenBack, tasksTakenBack, schedule].some(({ length }) => length > 0),
    ),
  )
}

function effectsOn(person: Id<'person'>, compared: StandingsCompared): Effects {
  const { before, after } = compared
  const cases = before.cases.filter((one) => one.person === person)
  const ids = new Set(cases.map(({ id }) => id))
  return {
    ends: cases.flatMap((one) => endOf(one, after)).toSorted(byCanonicalText),
    jobsTakenBack: before.jobs
      .filter((job) => job.case != null && ids.has(job.case))
      .flatMap((job) => takenBack(job, after))
      .toSorted(byCanonicalText),
    tasksTakenBack: before.tasks
      .filter((task) => ids.has(task.case))
      .flatMap((task) => taskTakenBack(task, after))
      .toSorted(),
    schedule: scheduleChanges(person, compared),
  }
}

function endOf({ id, kind, state }: Standing['cases'][number], { cases }: Standing): PlannedPerson['ends'] {
  const how = cases.find((one) => one.id === id)?.state
  return how === 'closed' || how === 'cancelled' || how === 'superseded' ? [{ kind, state, how }] : []
}

function takenBack({ id, app, steps, state, cancellation }: Standing['jobs'][number], { jobs }: Standing): PlannedPerson['jobsTakenBack'] {
  if ((state !== 'waiting' && state !== 'queued' && state !== 'leased') || cancellation != null) return []
  const now = jobs.find((job) => job.id === id)
  const isTakenBack = now?.state === 'revoked' || now?.cancellation != null
  return isTakenBack ? [{ app, verbs: steps.map(({ verb }) => verb), state }] : []
}

function taskTakenBack({ id, title, state }: Standing['tasks'][number], { tasks }: Standing): readonly string[] {
  const isOpen = state === 'waiting' || state === 'open'
  return isOpen && tasks.find((task) => task.id === id)?.state === 'revoked' ? [title] : []
}

/** What has come meanwhile is not dropped. */
function scheduleChanges(person: Id<'person'>, { before, after, at, zone }: StandingsCompared): ScheduleChange[] {
  const was = toRows(
    before.instants.filter((one) => one.person === person && one.at > at),
    zone,
  )
  const is = toRows(
    after.instants.filter((one) => one.person === person),
    zone,
  )
  const dropped: ScheduleChange[] = [...was].filter(([key]) => !is.has(key)).map(([, row]) => ({ ...row, how: 'dropped' }))
  const others = [...is].flatMap(([key, row]): ScheduleChange[] => {
    const known = was.get(key)
    if (known === undefined) return [{ ...row, how: 'new' }]
    return known.at === row.at ? [] : [{ ...row, how: 'moved', was: known.at }]
  })
  return [...dropped, ...others].toSorted((a, b) => (a.at === b.at ? byCanonicalText(a, b) : a.at < b.at ? -1 : 1))
}

type Row = Pick<ScheduleChange, 'kind' | 'about' | 'at' | 'zone'>

/** What HR dated has an instant. All else follows from when something was told or done, which for what is only supposed is later: its day is what can be said. */
function toRows(instants: Standing['instants'], companyZone: string): ReadonlyMap<string, Row> {
  return new Map(
    instants.map(({ kind, about, at, date, zone }) => {
      const when = date == null ? localDate(at, companyZone) : at.toISOString()
      // A postponed case is named by its id, which says nothing to people; everybody has one at most.
      const what = kind === 'postponed_until' ? '' : about
      return [`${kind} ${what}`, { kind, about: what, at: when, ...(zone == null ? {} : { zone }) }]
    }),
  )
}

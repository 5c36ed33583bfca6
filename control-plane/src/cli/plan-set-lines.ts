import type { PlannedPerson, PlanSet, QuestionChange, ScheduleChange } from '@rollcall/shared/plan-set'

/** Everybody for whom anything would happen, line by line, with the reason for each line. */
export function planSetLines({ people, questions }: Pick<PlanSet, 'people' | 'questions'>): readonly string[] {
  const ofNobody = questions.map((change) => `  ${questionWords(change)}`)
  return [...people.flatMap(personLines), ...(ofNobody.length === 0 ? [] : ['', 'accounts that are nobody’s', ...ofNobody])]
}

function personLines(person: PlannedPerson): readonly string[] {
  const { name, personKey, kind, state, reason, tasks, left, lost, questions, schedule } = person
  const who = `${name} (${personKey})`
  return [
    '',
    kind === null ? who : `${kind} ${who}: ${state}${reason === undefined ? '' : ` (${reason})`}`,
    ...endLines(person).map((line) => `  ${line}`),
    ...person.apps.flatMap(appLines),
    ...tasks.map(({ title, why }) => `  task  ${title}${because(why)}`),
    ...left.map(({ app, entitlement, reason: why }) => `  ${what(app, entitlement)}  left: ${why}`),
    ...lost.map(({ app, entitlement, what: gone }) => `  ${what(app, entitlement)}  does not come back: ${gone}`),
    ...questions.map((change) => `  ${questionWords(change)}`),
    ...schedule.map((change) => `  ${scheduleWords(change)}`),
  ]
}

const endWords = { cancelled: 'ends', superseded: 'replaces', closed: 'closes' } as const

function endLines({ ends, jobsTakenBack: jobs, tasksTakenBack: tasks }: PlannedPerson): readonly string[] {
  const cases = ends.map(({ kind, state, how }) => `${endWords[how]} the ${state.replaceAll('_', ' ')} ${kind} case`)
  const taken = [counted(jobs.length, 'job'), counted(tasks.length, 'task')].filter((part) => part !== '').join(' and ')
  const summary = [...cases, ...(taken === '' ? [] : [`${taken} taken back`])].join('; ')
  return [
    ...(summary === '' ? [] : [summary]),
    ...jobs.map(({ app, verbs, state }) => `${app}  ${verbs.join(', ')}  ${state === 'leased' ? 'stops' : 'not done'}`),
    ...tasks.map((title) => `task  ${title}  not done`),
  ]
}

function counted(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`
}

function appLines({ app, steps, approval }: PlannedPerson['apps'][number]): readonly string[] {
  const needs = approval === undefined ? '' : ` (needs ${approval})`
  return steps.map(({ verb, what: name, why }) => `  ${app}  ${verb}${name === '' ? '' : ` ${name}`}${because(why)}${needs}`)
}

function because(why: readonly string[]): string {
  return why.length === 0 ? '' : `  because ${why.join('; ')}`
}

function what(app: string, entitlement: string | undefined): string {
  return entitlement === undefined ? app : `${app}/${entitlement}`
}

function questionWords({ kind, app, how }: QuestionChange): string {
  return `${how === 'asked' ? 'asks' : 'asks no longer'}: ${kind}${app === null ? '' : ` (${app})`}`
}

function scheduleWords({ kind, about, how, at, was, zone }: ScheduleChange): string {
  // Which of somebody's engagements it is rarely says anything.
  const whose = isAboutApp.has(kind) && about !== '' ? ` ${about}` : ''
  const note = { new: 'scheduled', dropped: 'no longer', moved: `moved from ${was === undefined ? '' : local(was, zone)}` }[how]
  return `${kind.replaceAll('_', ' ')}${whose} ${local(at, zone)} (${note})`
}

const isAboutApp: ReadonlySet<string> = new Set(['prepare', 'leave_suspends', 'grace_ends', 'deletion', 'exception_ends'])

/** As clocks there show it: `2026-06-26 18:00`. A day stays a day. */
function local(at: string, zone = 'UTC'): string {
  if (!at.includes('T')) return at
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(new Date(at))
}

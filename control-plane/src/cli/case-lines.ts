import type { CaseDetail, CaseJob, CaseStep } from '../cases/get-case.ts'
import { scopeWords } from './scope-words.ts'
import { unclearLines } from './unclear-lines.ts'

/** One case as a person reads it: what is to happen where, what it waits for, and below each line its reason. */
export function caseLines(found: CaseDetail): readonly string[] {
  const reason = [found.reason, found.heldUntil === null ? null : `until ${found.heldUntil}`].filter((part) => part !== null).join(' ')
  return [
    `${found.kind} ${found.name}: ${found.state}${reason === '' ? '' : ` (${reason})`}${found.late ? ', told late' : ''}`,
    ...unclearLines(found),
    ...found.jobs.flatMap(jobLines),
    ...found.tasks.flatMap(taskLines),
    ...found.approvals.map(({ id, state, scope, expiresAt }) => `approval ${id} of ${scopeWords(scope)}: ${state}, until ${expiresAt}`),
    ...found.left.map(({ app, entitlement, reason, waived }) => {
      return `left out: ${[app, entitlement].filter((part) => part !== undefined).join('/')} (${reason})${waived ? ', waived' : ''}`
    }),
    ...found.lost.map(
      ({ app, what, entitlement }) => `does not come back: ${[app, entitlement].filter((part) => part !== null).join('/')} (${what})`,
    ),
  ]
}

function jobLines({ app, id, state, attempt, failure, refusal, waitsFor, steps }: CaseJob): readonly string[] {
  const waits = waitsFor.map(({ kind, of, until }) =>
    [kind, of, until === null ? '' : `until ${until}`].filter((part) => part !== '').join(' '),
  )
  const why = refusal === undefined ? failure : `${failure} by the agent’s local policy: ${refusal}`
  const notes = [why, attempt > 1 ? `attempt ${attempt}` : null, ...waits.map((wait) => `waits for ${wait}`)].filter(
    (note) => note !== null,
  )
  return [`${[app, id].filter((part) => part !== null).join(' ')}: ${[state ?? 'held', ...notes].join(', ')}`, ...steps.flatMap(stepLines)]
}

function stepLines({ step, why, because, receipt }: CaseStep): readonly string[] {
  return [`  ${nameOf(step)}: ${receipt?.outcome ?? 'to do'}`, ...(why.length > 0 ? why : because).map((reason) => `    ${reason}`)]
}

function nameOf(step: CaseStep['step']): string {
  return 'entitlement' in step ? `${step.verb} ${step.entitlement}` : step.verb
}

function taskLines({ id, title, state, dueAt, reason, steps }: CaseDetail['tasks'][number]): readonly string[] {
  const notes = [state ?? 'held', dueAt === null ? null : `due ${dueAt}`, reason].filter((note) => note !== null)
  const whys = steps.flatMap(({ why, because }) => (why.length > 0 ? why : because))
  return [`${['task', id, title].filter((part) => part !== null).join(' ')}: ${notes.join(', ')}`, ...whys.map((why) => `    ${why}`)]
}

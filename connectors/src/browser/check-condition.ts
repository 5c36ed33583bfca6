import { countAll, locate, targetOf } from './locate.ts'
import type { Run } from './run.ts'
import { runError } from './run-error.ts'
import type { Condition } from './step-schema.ts'
import { renderTemplate } from './template.ts'

/** Whether something holds right now, without waiting for it. @throws ConnectorError ROW_AMBIGUOUS when two rows claim to be the one */
export async function checkCondition(run: Run, condition: Condition): Promise<boolean> {
  switch (condition.kind) {
    case 'visible':
      return isVisible(run, condition.visible)
    case 'gone':
      return isGone(run, condition.gone)
    case 'equal':
      return renderTemplate(condition.equal[0], run.scope) === renderTemplate(condition.equal[1], run.scope)
    case 'given':
      return run.scope.input[condition.given] !== undefined
    case 'all':
      return (await checkEach(run, condition.all)).every(Boolean)
    case 'any':
      return (await checkEach(run, condition.any)).some(Boolean)
  }
}

export function checkEach(run: Run, conditions: readonly Condition[]): Promise<readonly boolean[]> {
  return Promise.all(conditions.map((condition) => checkCondition(run, condition)))
}

async function isVisible(run: Run, name: string): Promise<boolean> {
  const counts = await countAll((await locate(run, name)) ?? [])
  if (targetOf(run, name).row !== undefined && counts.some((count) => count > 1)) throw runError('ROW_AMBIGUOUS', `${run.about}, ${name}`)
  return counts.some((count) => count > 0)
}

// Without its parent a thing is not gone but out of sight: a table that lost a header says nothing about its rows.
async function isGone(run: Run, name: string): Promise<boolean> {
  const rungs = await locate(run, name)
  if (rungs === undefined) return false
  return (await countAll(rungs)).every((count) => count === 0)
}

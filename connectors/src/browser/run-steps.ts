import { checkCondition } from './check-condition.ts'
import { checkStops, clearInterruptions } from './check-stops.ts'
import { commit } from './commit.ts'
import { decide, extractRow, extractValue, proveSubject, readTable } from './read-page.ts'
import { poll, type Run, throwIfOver } from './run.ts'
import { runError, toRunError } from './run-error.ts'
import type { BranchStep, Step } from './step-schema.ts'
import { renderTemplate } from './template.ts'
import { checkBox, chooseOption, clickTarget, fillTarget } from './use-controls.ts'

/** Runs steps in order; before each, what covers the page is dismissed and the recipe's stops are looked for. @throws ConnectorError only */
export async function runSteps(run: Run, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    try {
      throwIfOver(run)
      if (step.kind !== 'goto') await beforeStep(run)
      await runStep(run, step)
      throwIfOver(run)
    } catch (error) {
      throwIfOver(run)
      throw toRunError(error, `${run.about}, ${step.kind}`)
    }
  }
}

async function beforeStep(run: Run): Promise<void> {
  await Promise.all([checkStops(run, run.stops), clearInterruptions(run)])
}

async function runStep(run: Run, step: Step): Promise<void> {
  switch (step.kind) {
    case 'goto':
      return run.open(renderTemplate(step.goto, run.scope))
    case 'fill':
      return fillTarget(run, step)
    case 'click':
      return step.commit === true ? commit(run, step) : clickTarget(run, step.click)
    case 'check':
      return checkBox(run, step)
    case 'choose':
      return chooseOption(run, step)
    case 'expect':
      return expectCondition(run, step)
    case 'decide':
      return decide(run, step)
    case 'extract':
      return extractValue(run, step)
    case 'extractRow':
      return extractRow(run, step)
    case 'table':
      return readTable(run, step)
    case 'subject':
      return proveSubject(run, step)
    case 'dialog':
      run.state.dialog = new RegExp(renderTemplate(step.textRe, run.scope))
      return
    case 'branch':
      return branch(run, step)
  }
}

async function branch(run: Run, step: BranchStep): Promise<void> {
  for (const arm of step.branch) {
    if (!(await checkCondition(run, arm.when))) continue
    return arm.then === 'go' ? undefined : runSteps(run, arm.then)
  }
  throw runError('READ_UNPROVEN', `${run.about}, no branch holds`)
}

async function expectCondition(run: Run, step: Step & { kind: 'expect' }): Promise<void> {
  const holds = await poll(run, async () => (await checkCondition(run, step.expect)) || undefined)
  if (holds === undefined) throw runError('TARGET_MISSING', `${run.about}, expect`)
}

import { checkStops } from './check-stops.ts'
import { openCommitWindow } from './commit-window.ts'
import { resolveAgreed } from './resolve-target.ts'
import type { Run } from './run.ts'
import { throwIfOver } from './run.ts'
import { runError } from './run-error.ts'
import type { Step } from './step-schema.ts'

/**
 * Presses the one control that changes something, once. A trial first proves that it is enabled and that nothing covers it.
 * After the press, silence and errors of the app are not failures: only a read-back says what happened.
 * @throws ConnectorError before anything was sent, or when the app itself names its refusal
 */
export async function commit(run: Run, step: Extract<Step, { kind: 'click' }>): Promise<void> {
  const { stepMs, pageMs: timeout } = run.recipe.limits
  const control = await resolveAgreed(run, step.click)
  await control.click({ trial: true, timeout: stepMs }).catch(() => {
    throw runError('OBSTRUCTED', `${run.about}, ${step.click}`)
  })
  throwIfOver(run)
  await using window = openCommitWindow(run)
  const pressed = await control.click({ timeout }).then(
    () => true,
    () => false,
  )
  throwIfOver(run)
  if (!pressed && !window.hasSent()) throw runError('INDETERMINATE', `${run.about}, ${step.click}`)
  const statuses = await window.settle(timeout)
  if (statuses.includes(429)) throw runError('RATE_LIMITED', run.about)
  await run.page.waitForLoadState('domcontentloaded', { timeout }).catch(() => undefined)
  await checkStops(run, run.stops)
}

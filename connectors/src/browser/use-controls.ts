import type { Locator } from 'playwright-core'
import { checkCondition } from './check-condition.ts'
import { isAllowedOrigin } from './origins.ts'
import { resolveTarget } from './resolve-target.ts'
import type { Run } from './run.ts'
import { runError } from './run-error.ts'
import type { Step } from './step-schema.ts'
import { renderTemplate } from './template.ts'

type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>

/** Types a value or a secret and makes sure that the page kept it. @throws ConnectorError FILL_REWRITTEN, SECRET_ORIGIN or SECRET_FIELD */
export async function fillTarget(run: Run, step: StepOf<'fill'>): Promise<void> {
  if (!(await applies(run, step.when))) return
  const field = await resolveTarget(run, step.fill)
  const value =
    step.secret === undefined ? renderTemplate(step.value ?? '', run.scope) : await releaseSecret(run, { field, name: step.secret })
  const timeout = run.recipe.limits.stepMs
  if (step.keys) {
    await field.fill('', { timeout })
    await field.pressSequentially(value, { timeout })
  } else await field.fill(value, { timeout })
  if ((await field.inputValue({ timeout })) !== value) throw runError('FILL_REWRITTEN', `${run.about}, ${step.fill}`)
}

export async function clickTarget(run: Run, name: string): Promise<void> {
  const control = await resolveTarget(run, name)
  await control.click({ timeout: run.recipe.limits.pageMs })
  await run.page.waitForLoadState('domcontentloaded', { timeout: run.recipe.limits.pageMs })
}

/** Sets a tick box. It may be hidden behind its own label, which is then clicked instead. @throws ConnectorError CHECK_IGNORED */
export async function checkBox(run: Run, step: StepOf<'check'>): Promise<void> {
  if (!(await applies(run, step.when))) return
  const box = await resolveTarget(run, step.check, { hidden: true })
  if ((await box.isChecked()) === step.on) return
  const control = (await box.isVisible()) ? box : run.page.locator('label').filter({ has: box })
  await control.click({ timeout: run.recipe.limits.stepMs })
  if ((await box.isChecked()) !== step.on) throw runError('CHECK_IGNORED', `${run.about}, ${step.check}`)
}

export async function chooseOption(run: Run, step: StepOf<'choose'>): Promise<void> {
  if (!(await applies(run, step.when))) return
  const list = await resolveTarget(run, step.choose)
  await list.selectOption({ label: renderTemplate(step.option, run.scope) }, { timeout: run.recipe.limits.stepMs })
}

async function applies(run: Run, when: StepOf<'fill'>['when']): Promise<boolean> {
  return when === undefined || checkCondition(run, when)
}

// The vault is asked only once the page has shown that it is the right one: a secret that was never fetched cannot leak.
async function releaseSecret(run: Run, wanted: { field: Locator; name: string }): Promise<string> {
  const about = `${run.about}, ${wanted.name}`
  const allowed = run.recipe.origins.secretsOnly.map((origin) => renderTemplate(origin, run.scope))
  const field = await wanted.field.evaluate((element) => ({
    origin: element.ownerDocument.defaultView?.origin ?? '',
    type: element.getAttribute('type'),
  }))
  if (!isAllowedOrigin(field.origin, allowed) || !isAllowedOrigin(run.page.url(), allowed)) throw runError('SECRET_ORIGIN', about)
  if (run.recipe.secrets[wanted.name]?.kind === 'password' && field.type !== 'password') throw runError('SECRET_FIELD', about)
  return run.tools.secret(wanted.name)
}

import type { Locator } from 'playwright-core'
import { z } from 'zod'
import { checkEach } from './check-condition.ts'
import { readRowInPage, readTableInPage, readTextInPage } from './in-page.ts'
import { locate } from './locate.ts'
import { resolveTarget } from './resolve-target.ts'
import { poll, type Row, type Run } from './run.ts'
import { runError } from './run-error.ts'
import type { Step } from './step-schema.ts'
import { renderTemplate } from './template.ts'

type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>
const rowSchema = z.record(z.string(), z.string())

/** Sets "yes" or "no", each only when the page proves it and nothing proves the other. @throws ConnectorError READ_UNPROVEN */
export async function decide(run: Run, step: StepOf<'decide'>): Promise<void> {
  const answer = await poll(run, async () => {
    const [present, absent] = await checkEach(run, [step.present, step.absent])
    return present === absent ? undefined : present
  })
  if (answer === undefined) throw runError('READ_UNPROVEN', `${run.about}, ${step.decide}`)
  run.scope.var[step.decide] = answer ? 'yes' : 'no'
}

export async function extractValue(run: Run, step: StepOf<'extract'>): Promise<void> {
  const element = await resolveTarget(run, step.extract)
  const text = await readFrom(element, step.from)
  const matched = step.match === undefined ? text : matchIn(text, step.match)
  if (matched === undefined) throw runError('READ_UNPROVEN', `${run.about}, ${step.extract}`)
  run.scope.var[step.as] = matched
}

/** Reads the cells of one row by the headers above them. */
export async function extractRow(run: Run, step: StepOf<'extractRow'>): Promise<void> {
  const row = await resolveTarget(run, step.extractRow)
  Object.assign(run.scope.var, rowSchema.parse(await row.evaluate(readRowInPage, step.columns)))
}

/** Reads a table to its last page. @throws ConnectorError READ_UNPROVEN when it is empty, endless, or not as long as the app says */
export async function readTable(run: Run, step: StepOf<'table'>): Promise<void> {
  const rows: Row[] = []
  let before = ''
  for (let page = 1; ; page += 1) {
    const table = await resolveTarget(run, step.table)
    const read = await poll(run, async () => freshRows(await table.evaluate(readTableInPage, step.columns), before))
    if (read === undefined || page > step.maxPages) throw runError('READ_UNPROVEN', `${run.about}, ${step.table}`)
    rows.push(...read)
    before = JSON.stringify(read)
    if (!(await turnPage(run, step.next))) break
  }
  const total = step.total === undefined ? rows.length : Number(await readTotal(run, step.total))
  if (total !== rows.length || total !== new Set(rows.map((row) => JSON.stringify(row))).size)
    throw runError('READ_UNPROVEN', `${run.about}, total`)
  run.tables.set(step.as, rows)
}

/** @throws ConnectorError WRONG_SUBJECT unless the page names exactly whom the step is about */
export async function proveSubject(run: Run, step: StepOf<'subject'>): Promise<void> {
  const wanted = renderTemplate(step.is, run.scope)
  const element = await resolveTarget(run, step.subject)
  // One-page apps mount the form before its data, so an empty answer is asked again.
  const shown = await poll(run, async () => (await readFrom(element, step.from)) || undefined)
  if (shown !== wanted) throw runError('WRONG_SUBJECT', `${run.about}, ${step.subject}`)
}

async function turnPage(run: Run, next: string | undefined): Promise<boolean> {
  if (next === undefined) return false
  const [link] = (await locate(run, next)) ?? []
  if (link === undefined || (await link.count()) === 0) return false
  await link.first().click({ timeout: run.recipe.limits.pageMs })
  await run.page.waitForLoadState('domcontentloaded', { timeout: run.recipe.limits.pageMs })
  return true
}

function freshRows(found: unknown, before: string): readonly Row[] | undefined {
  const rows = z.array(rowSchema).parse(found)
  return rows.length === 0 || JSON.stringify(rows) === before ? undefined : rows
}

async function readTotal(run: Run, total: { target: string; match: string }): Promise<string | undefined> {
  const element = await resolveTarget(run, total.target)
  return matchIn(await readFrom(element, 'text'), total.match)
}

async function readFrom(element: Locator, from: 'text' | 'value' | 'checked'): Promise<string> {
  if (from === 'value') return element.inputValue()
  if (from === 'checked') return String(await element.isChecked())
  return z.string().parse(await element.evaluate(readTextInPage))
}

function matchIn(text: string, pattern: string): string | undefined {
  const match = new RegExp(pattern).exec(text)
  return match?.[1] ?? match?.[0]
}

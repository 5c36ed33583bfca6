import type { Locator } from 'playwright-core'
import { checkStops } from './check-stops.ts'
import { countAll, locate, targetOf } from './locate.ts'
import type { OutcomeCode } from './outcome-codes.ts'
import { poll, type Run } from './run.ts'
import { runError } from './run-error.ts'

const longestGraceMs = 1_500

/** Rung numbers that matched, and how often, at one moment. */
interface Sighting {
  readonly rungs: readonly Locator[]
  readonly counts: readonly number[]
}

/**
 * The one element that a target names. The first rung wins when it is unique; a lower one only after a grace, and as a drift record.
 * @throws ConnectorError TARGET_MISSING, TARGET_AMBIGUOUS, ROW_AMBIGUOUS or TABLE_HEADER
 */
export async function resolveTarget(run: Run, name: string, options: { hidden?: boolean } = {}): Promise<Locator> {
  return (await sight(run, name, options)).found
}

/** The same for a control that commits: whatever lower rungs match must be the same element. @throws ConnectorError TARGET_CONFLICT too */
export async function resolveAgreed(run: Run, name: string): Promise<Locator> {
  const { found, rungs, counts } = await sight(run, name, {})
  const others = rungs.filter((rung, at) => rung !== found && (counts[at] ?? 0) > 0)
  const agree = await Promise.all(others.map((rung) => isRelated(found, rung)))
  if (agree.includes(false)) throw runError('TARGET_CONFLICT', `${run.about}, ${name}`)
  return found
}

async function sight(run: Run, name: string, options: { hidden?: boolean }): Promise<Sighting & { found: Locator }> {
  const graceMs = Math.min(longestGraceMs, run.recipe.limits.stepMs / 3)
  let last: Sighting = { rungs: [], counts: [] }
  const sighting = await poll(run, async (waitedMs) => {
    const rungs = (await locate(run, name, options)) ?? []
    last = { rungs, counts: await countAll(rungs) }
    const at = last.counts.indexOf(1)
    const found = rungs[at]
    if (found === undefined || (at > 0 && waitedMs < graceMs)) return undefined
    if (at > 0) run.tools.noteDrift(name)
    return { ...last, found }
  })
  if (sighting !== undefined) return sighting
  await checkStops(run, run.stops)
  throw runError(whyNot(run, name, last.counts), `${run.about}, ${name}`)
}

function whyNot(run: Run, name: string, counts: readonly number[]): OutcomeCode {
  const target = targetOf(run, name)
  const several = counts.some((count) => count > 1)
  if (several) return target.row === undefined ? 'TARGET_AMBIGUOUS' : 'ROW_AMBIGUOUS'
  return target.by.every((rung) => rung.kind === 'columns') ? 'TABLE_HEADER' : 'TARGET_MISSING'
}

async function isRelated(one: Locator, other: Locator): Promise<boolean> {
  const handles = await other.elementHandles()
  const answers = await Promise.all(
    handles.map((handle) => one.evaluate((a, b) => a === b || (b instanceof Node && (a.contains(b) || b.contains(a))), handle)),
  )
  return answers.includes(true)
}

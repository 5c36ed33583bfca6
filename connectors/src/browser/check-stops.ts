import { checkCondition, checkEach } from './check-condition.ts'
import { locate } from './locate.ts'
import type { Run } from './run.ts'
import { runError } from './run-error.ts'
import type { Stop } from './step-schema.ts'

/** @throws ConnectorError with the named outcome of the first stop that holds */
export async function checkStops(run: Run, stops: readonly Stop[]): Promise<void> {
  if (stops.length === 0) return
  const holds = await checkEach(
    run,
    stops.map((stop) => stop.when),
  )
  const stop = stops[holds.indexOf(true)]
  if (stop !== undefined) throw runError(stop.stop, run.about)
}

/** Dismisses what covers the page, each kind as often as the recipe allows. */
export async function clearInterruptions(run: Run): Promise<void> {
  for (const [at, interruption] of run.recipe.interruptions.entries()) {
    const times = run.state.dismissed.get(at) ?? 0
    if (times >= interruption.times || !(await checkCondition(run, interruption.when))) continue
    run.state.dismissed.set(at, times + 1)
    const [button] = (await locate(run, interruption.click)) ?? []
    await button?.click({ timeout: run.recipe.limits.stepMs })
  }
}

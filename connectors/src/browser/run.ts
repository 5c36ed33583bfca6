import type { ConnectorError } from '@rollcall/shared/failure'
import type { Page } from 'playwright-core'
import type { OutcomeCode } from './outcome-codes.ts'
import type { Recipe } from './recipe-schema.ts'
import { runError } from './run-error.ts'
import type { Stop } from './step-schema.ts'
import type { Scope } from './template.ts'

export type Row = Readonly<Record<string, string>>

/** What the engine may use of its surroundings while it runs steps. */
export interface RunTools {
  secret(name: string): Promise<string>
  wait(ms: number, signal: AbortSignal): Promise<void>
  now(): Date
  recordExchange(exchange: { method: string; status: number; request: Uint8Array; response: Uint8Array }): void
  /** A target was found otherwise than by its first rung: the page begins to differ from the recipe. */
  noteDrift(target: string): void
}

/** One operation under way on one page. */
export interface Run {
  readonly recipe: Recipe
  readonly page: Page
  readonly tools: RunTools
  readonly signal: AbortSignal
  /** Names the operation in errors. */
  readonly about: string
  readonly scope: Scope & { readonly var: Record<string, string | undefined> }
  readonly tables: Map<string, readonly Row[]>
  readonly stops: readonly Stop[]
  readonly state: RunState
  /** Goes to a path of the app, signed in. */
  open(path: string): Promise<void>
}

/** What events on the page change while steps run. */
export interface RunState {
  /** Matches the one dialog that the next step may accept. */
  dialog: RegExp | undefined
  /** Found by an event: thrown by the step that is under way. */
  trouble: OutcomeCode | undefined
  /** How often each interruption has been dismissed, by its position. */
  readonly dismissed: Map<number, number>
}

const firstPollMs = 10
const longestPollMs = 100

/** Asks again and again until there is an answer. Undefined when the step's time is up. */
export async function poll<Answer>(run: Run, ask: (waitedMs: number) => Promise<Answer | undefined>): Promise<Answer | undefined> {
  const startedAt = run.tools.now().getTime()
  for (let pauseMs = firstPollMs; ; pauseMs = Math.min(pauseMs * 2, longestPollMs)) {
    throwIfOver(run)
    const waitedMs = run.tools.now().getTime() - startedAt
    const answer = await ask(waitedMs)
    if (answer !== undefined) return answer
    if (waitedMs >= run.recipe.limits.stepMs) return undefined
    await run.tools.wait(pauseMs, run.signal)
  }
}

/** @throws ConnectorError when the call was ended or an event made it pointless to go on */
export function throwIfOver(run: Run): void {
  if (run.state.trouble !== undefined) throw troubleOf(run)
  if (run.signal.aborted) throw runError('TIMEOUT', run.about)
}

export function troubleOf(run: Run): ConnectorError {
  return runError(run.state.trouble ?? 'UNEXPECTED', run.about)
}

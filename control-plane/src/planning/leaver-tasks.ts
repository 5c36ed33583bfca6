import { digestOf } from '@rollcall/shared/digest'
import type { TaskTemplate } from '../policy/policy.ts'
import type { LeftOut, PlannedTask } from './plan.ts'
import type { PlanFacts } from './plan-facts.ts'

/** Handing over goes before what is collected: it is what a deletion waits for. */
const stages = { transfers: 5, others: 7 } as const

/**
 * What people do when somebody leaves, in each app in which they had an account. Nobody is sent after a notebook for an end that was over before HR
 * ever told us of the person; a legal hold lets nothing be handed over.
 */
export function planLeaverTasks(facts: PlanFacts): readonly PlannedTask[] {
  if (!endedInOurTime(facts)) return []
  const apps = [...new Set(facts.accounts.map(({ app }) => app))].sort()
  return apps.flatMap((app) => openTasks(facts, app).map((task) => toTask(facts, app, task)))
}

/** Hand-overs that a legal hold forbids: the case waits until it is lifted, and says so. */
export function planForbiddenTransfers(facts: PlanFacts): readonly LeftOut[] {
  if (!facts.orders.legalHold) return []
  const apps = [...new Set(facts.accounts.map(({ app }) => app))].sort()
  return apps.filter((app) => openTransfers(facts, app).length > 0).map((app) => ({ app, reason: 'legal_hold' }))
}

/** Hand-overs that a deletion in the app waits for. */
export function openTransfers(facts: PlanFacts, app: string): readonly TaskTemplate[] {
  if (!endedInOurTime(facts)) return []
  return templatesOf(facts, app).filter(({ transfers, name }) => transfers && !facts.settledTasks.has(leaverTaskKey(facts, app, name)))
}

/** One per employment: whoever leaves a second time has a second notebook. */
export function leaverTaskKey({ person, window }: PlanFacts, app: string, name: string): string {
  return digestOf({ task: 'leaver', person, app, name, from: window?.from.toISOString() ?? null })
}

function openTasks(facts: PlanFacts, app: string): readonly TaskTemplate[] {
  const due = templatesOf(facts, app).filter(({ transfers }) => !transfers || !facts.orders.legalHold)
  return due.filter(({ name }) => !facts.settledTasks.has(leaverTaskKey(facts, app, name)))
}

function templatesOf({ apps }: PlanFacts, app: string): readonly TaskTemplate[] {
  return apps.get(app)?.policy.leaver.tasks ?? []
}

/** Whether the end came after HR first told us of the person. */
export function endedInOurTime({ window, knownSince, orders, status, at }: PlanFacts): boolean {
  if (status === 'never_started') return false
  const endedAt = window?.to ?? at
  return orders.forCause || endedAt >= knownSince
}

function toTask(facts: PlanFacts, app: string, { name, title, instructions, assignee, days, transfers }: TaskTemplate): PlannedTask {
  const key = leaverTaskKey(facts, app, name)
  const stage = transfers ? stages.transfers : stages.others
  return { key, app, title, instructions, account: null, steps: [], stage, assignee, days }
}

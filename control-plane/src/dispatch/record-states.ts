import type { EntityManager } from '@mikro-orm/sql'
import { accountSchema } from '@rollcall/shared/connector/account'
import type { StepReceipt } from '@rollcall/shared/receipt'
import { z } from 'zod'
import { recordInventory } from '../accounts/record-inventory.ts'
import { recordObservation } from '../accounts/record-observation.ts'
import type { Ports } from '../ports.ts'
import { inventoryCommitmentSchema, takeInventory } from './inventory-parts.ts'
import type { JobRecord } from './job.entity.ts'
import type { BelievedReceipt } from './read-receipt.ts'

/** What an agent saw last becomes what we know of the account. False when a listing did not arrive whole. */
export async function recordStates(
  em: EntityManager,
  ports: Ports,
  { believed, job, at }: { believed: BelievedReceipt; job: JobRecord; at: Date },
): Promise<boolean> {
  const last = believed.receipt.steps.findLast(({ after }) => after !== undefined)
  const state = last?.after === undefined ? undefined : believed.states.get(last.after)?.value
  if (last === undefined || state === undefined) return job.event !== 'inventory'
  const where = { organization: job.organization, app: job.app, at, random: ports.random }
  if (last.verb === 'account.list') return recordListing(em, { ...where, job, last, state })
  const account = z.nullable(accountSchema).parse(state)
  const created = believed.receipt.steps.some(({ verb, outcome }) => verb === 'account.create' && outcome !== 'failed')
  await recordObservation(em, { ...where, person: job.person ?? null, query: job.account ?? null, account, created })
  return true
}

async function recordListing(
  em: EntityManager,
  input: {
    organization: JobRecord['organization']
    app: string
    at: Date
    random: Ports['random']
    job: JobRecord
    last: StepReceipt
    state: unknown
  },
): Promise<boolean> {
  const accounts = await takeInventory(em, input.job.id, inventoryCommitmentSchema.parse(input.state))
  if (accounts === undefined) return false
  await recordInventory(em, { organization: input.organization, app: input.app, at: input.at, random: input.random, accounts })
  return true
}

import type { EntityManager } from '@mikro-orm/sql'
import { accountSchema } from '@rollcall/shared/connector/account'
import { z } from 'zod'
import { type Inventory, recordInventory } from '../accounts/record-inventory.ts'
import { type ObservedJob, recordObservation } from '../accounts/record-observation.ts'
import type { Ports } from '../ports.ts'
import { inventoryCommitmentSchema, takeInventory } from './inventory-parts.ts'
import type { JobRecord } from './job.entity.ts'
import type { Shortfall } from './judge-receipt.ts'
import type { BelievedReceipt } from './read-receipt.ts'

/** What an agent saw last becomes what we know of the account. Says what a listing falls short of: it did not arrive whole, or lacks so much that it is not believed. */
export async function recordStates(
  em: EntityManager,
  ports: Ports,
  { believed, job, at }: { believed: BelievedReceipt; job: JobRecord; at: Date },
): Promise<Shortfall | null> {
  const last = believed.receipt.steps.findLast(({ after }) => after !== undefined)
  const state = last?.after === undefined ? undefined : believed.states.get(last.after)?.value
  if (last === undefined || state === undefined) return job.event === 'inventory' ? 'unverified' : null
  const where = { organization: job.organization, app: job.app, at, random: ports.random }
  if (last.verb === 'account.list') return recordListing(em, ports, { where, job, state })
  const account = z.nullable(accountSchema).parse(state)
  // An account that was there already is the person's only if it bears our marker.
  const created = believed.receipt.steps.some(({ verb, outcome }) => verb === 'account.create' && outcome === 'changed')
  const about = { person: job.person ?? null, query: job.account ?? null }
  await recordObservation(em, { ...where, ...about, account, created, job: toObservedJob(job, believed) })
  return null
}

function toObservedJob({ case: lifecycle, event, steps }: JobRecord, { receipt }: BelievedReceipt): ObservedJob {
  const outcomes = new Map(receipt.steps.map(({ index, outcome }) => [index, outcome]))
  return { case: lifecycle ?? null, event, steps, stepOutcomes: steps.map((_, index) => outcomes.get(index)) }
}

interface Listing {
  readonly where: Pick<Inventory, 'organization' | 'app' | 'at' | 'random'>
  readonly job: JobRecord
  readonly state: unknown
}

async function recordListing(em: EntityManager, ports: Ports, { where, job, state }: Listing): Promise<Shortfall | null> {
  const accounts = await takeInventory(em, job.id, inventoryCommitmentSchema.parse(state))
  if (accounts === undefined) return 'unverified'
  const { isPartial, missing } = await recordInventory(em, { ...where, requestedAt: job.createdAt, accounts })
  if (!isPartial) return null
  ports.log.warn(
    { app: job.app, job: job.id, listed: accounts.length, missing },
    'a listing lacks too many accounts: none is taken for gone',
  )
  return 'partial'
}

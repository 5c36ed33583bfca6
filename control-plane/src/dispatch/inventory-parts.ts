import type { EntityManager } from '@mikro-orm/sql'
import type { Account } from '@rollcall/shared/connector/account'
import { digestOf } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import type { AgentFrame } from '@rollcall/shared/wire/frames'
import { z } from 'zod'
import type { Agent } from '../fleet/agent.entity.ts'
import { InventoryPart } from './inventory-part.entity.ts'
import { JobRecord } from './job.entity.ts'

/** What the receipt of an `account.list` job commits to. */
export const inventoryCommitmentSchema = z.strictObject({ count: z.int().min(0), sha256: z.string() })

/** Keeps one part of a listing until the receipt arrives. A part for a job that this agent does not hold is dropped. */
export async function storeInventoryPart(
  em: EntityManager,
  agent: Agent,
  frame: Extract<AgentFrame, { kind: 'inventory' }>,
): Promise<void> {
  const job = await em.findOne(JobRecord, { id: frame.job, agent: agent.id, state: 'leased' })
  if (job === null) return
  await em.upsert(InventoryPart, { job: frame.job, part: frame.part, parts: frame.parts, accounts: frame.accounts })
}

/** The whole listing, if every part is there and it is what the receipt commits to; the parts are used up either way. */
export async function takeInventory(
  em: EntityManager,
  job: Id<'job'>,
  commitment: z.infer<typeof inventoryCommitmentSchema>,
): Promise<readonly Account[] | undefined> {
  const parts = await em.find(InventoryPart, { job }, { orderBy: { part: 'asc' } })
  await em.nativeDelete(InventoryPart, { job })
  const accounts = parts.flatMap((part) => part.accounts)
  const isWhole =
    parts.length === (parts[0]?.parts ?? 0) && accounts.length === commitment.count && digestOf(accounts) === commitment.sha256
  return isWhole ? accounts : undefined
}

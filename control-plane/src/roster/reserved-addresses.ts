import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { ReservedAddress } from './reserved-address.entity.ts'

export interface AddressReservation {
  readonly organization: Id<'organization'>
  /** Whose the addresses were. */
  readonly person: Id<'person'>
  /** `userNameKey` of each address or user name. */
  readonly keys: readonly string[]
  readonly until: Date
  readonly at: Date
}

/**
 * Keeps a leaver's addresses from everybody else until that day. One that is kept for somebody already stays theirs, and never for a shorter time;
 * one whose time is over is the next holder's.
 */
export async function reserveAddresses(em: EntityManager, reservation: AddressReservation): Promise<void> {
  const { organization, person, keys, until, at } = reservation
  for (const key of new Set(keys)) {
    const known = await em.findOne(ReservedAddress, { organization, key })
    if (known === null) await em.insert(ReservedAddress, { organization, key, person, until })
    else if (known.until <= at) Object.assign(known, { person, until })
    else if (known.person === person && known.until < until) known.until = until
  }
  await em.flush()
}

interface AddressQuestion {
  readonly keys: readonly string[]
  readonly at: Date
}

/** Whose each of these addresses still is at that instant; nobody's for one that is not in it. */
export async function reservedFor(
  em: EntityManager,
  organization: Id<'organization'>,
  { keys, at }: AddressQuestion,
): Promise<ReadonlyMap<string, Id<'person'>>> {
  if (keys.length === 0) return new Map()
  const where = { organization, key: { $in: [...new Set(keys)] }, until: { $gt: at } }
  const reserved = await em.find(ReservedAddress, where, { disableIdentityMap: true })
  return new Map(reserved.map(({ key, person }) => [key, person]))
}

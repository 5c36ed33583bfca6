import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { plannedOrganizations } from '../cases/planned-organizations.ts'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { Organization } from '../organizations/organization.entity.ts'
import { activePolicy } from '../policy/active-policy.ts'
import type { Ports } from '../ports.ts'
import { rescheduleWakeUps } from '../roster/reschedule-wake-ups.ts'

/**
 * A country that changes its clocks moves instants that are already in the books. After an update of the time zone database, everybody's are worked out
 * again, once per organization; what comes earlier now is not missed.
 */
export async function refreshTimeZones(ports: Pick<Ports, 'database' | 'now'>, version: string): Promise<void> {
  for (const organization of await ports.database.read(plannedOrganizations))
    await ports.database.transact((em) => refresh(em, { organization, version, at: ports.now() }))
}

async function refresh(
  em: EntityManager,
  { organization, version, at }: { organization: Id<'organization'>; version: string; at: Date },
): Promise<void> {
  await lockLedger(em, organization)
  const row = await em.findOneOrFail(Organization, { id: organization })
  const calendar = (await activePolicy(em, organization))?.policy.calendar
  if (row.timeZones === version || calendar === undefined) return
  row.timeZones = version
  await rescheduleWakeUps(em, { organization, calendar, at })
}

import { migrate } from '@rollcall/control-plane/database/migrate'
import { openDatabase } from '@rollcall/control-plane/database/open-database'
import { everyVerb, SimulatedCompany } from '../simulated/simulated-company.ts'
import { firstTerms, yearApps, yearPolicy } from './year-policy.ts'

/** A company on a database in memory, with the year's policy and apps that can do everything. */
export async function openYearCompany(at: Date): Promise<SimulatedCompany> {
  const database = await openDatabase(':memory:')
  await migrate(database)
  const apps = Object.fromEntries(yearApps.map((app) => [app, everyVerb]))
  return SimulatedCompany.open({ database, policy: yearPolicy(firstTerms), apps, at })
}

import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordInventory } from '@rollcall/control-plane/accounts/record-inventory'
import { savePolicy } from '@rollcall/control-plane/policy/save-policy'
import { importRoster } from '@rollcall/control-plane/roster/import-roster'
import { simulate } from '@rollcall/control-plane/simulation/simulate'
import { demoPolicy } from '../../stage/paths.ts'
import { appNames } from '../../stage/start-company.ts'
import { openBenchCompany } from '../bench-company.ts'
import type { Measure } from '../benchmark.ts'
import { rosterFile } from '../roster/sample-roster.ts'
import { timeWork } from '../time-work.ts'
import type { Reorganization } from './planning-benchmark.ts'
import { seededAccounts } from './seeded-accounts.ts'

/** A roster in which everybody changes, as somebody wants to see it before it happens. */
export async function measureSimulation(folder: string, { before, after, day }: Reorganization): Promise<readonly Measure[]> {
  await using company = await openBenchCompany(mkdtempSync(join(folder, 'simulation-')))
  const { ports, organization, member, signers } = company
  await savePolicy(ports, { organization, member, document: readFileSync(demoPolicy, 'utf8') })
  await importRoster(ports, { organization, member, source: 'hr', bytes: rosterFile(before) })
  const listing = { organization, accounts: seededAccounts(before, day), random: ports.random }
  for (const app of appNames)
    await ports.database.transact((em) => recordInventory(em, { ...listing, app, at: ports.now(), requestedAt: ports.now() }))
  const roster = { source: 'hr', bytes: rosterFile(after) }
  const { result, ms } = await timeWork(() => simulate({ ...ports, signers }, { organization, member, roster }))
  if (result.set.people.length !== after.length)
    throw new Error(`${result.set.people.length} of ${after.length} people are in the plan set`)
  return [{ name: `a roster of ${after.length} simulated and signed on SQLite`, value: ms / 1_000, unit: 's', goal: { most: 3 } }]
}

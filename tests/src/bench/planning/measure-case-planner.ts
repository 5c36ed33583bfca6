import { readFileSync } from 'node:fs'
import { recordInventory } from '@rollcall/control-plane/accounts/record-inventory'
import { Case } from '@rollcall/control-plane/cases/case.entity'
import { CasePlanner } from '@rollcall/control-plane/cases/case-planner'
import { savePolicy } from '@rollcall/control-plane/policy/save-policy'
import { importRoster } from '@rollcall/control-plane/roster/import-roster'
import type { RosterRow } from '../../company/roster-csv.ts'
import { demoPolicy } from '../../stage/paths.ts'
import { appNames } from '../../stage/start-company.ts'
import { type BenchCompany, openBenchCompany } from '../bench-company.ts'
import type { Measure } from '../benchmark.ts'
import { rosterFile } from '../roster/sample-roster.ts'
import { timeWork } from '../time-work.ts'
import type { Reorganization } from './planning-benchmark.ts'
import { seededAccounts } from './seeded-accounts.ts'

/** The same people through the planner's own loop: everything read from the database, judged by the guard, stored and logged. */
export async function measureCasePlanner(folder: string, { before, after, day }: Reorganization): Promise<readonly Measure[]> {
  await using company = await openBenchCompany(folder)
  const { ports, organization, member } = company
  await savePolicy(ports, { organization, member, document: readFileSync(demoPolicy, 'utf8') })
  await upload(company, before)
  const accounts = seededAccounts(before, day)
  for (const app of appNames)
    await ports.database.transact((em) =>
      recordInventory(em, { organization, app, accounts, at: ports.now(), requestedAt: ports.now(), random: ports.random }),
    )
  await upload(company, after)
  const { ms } = await timeWork(() => planAll(company))
  const cases = await ports.database.read((em) => em.count(Case, {}))
  if (cases !== after.length) throw new Error(`${cases} cases were opened for ${after.length} people`)
  return [{ name: `${cases} cases planned and opened on SQLite`, value: ms / 1_000, unit: 's' }]
}

async function planAll({ ports }: BenchCompany): Promise<void> {
  const planner = new CasePlanner(ports)
  while (await planner.tick(ports.now())) continue
}

async function upload({ ports, organization, member }: BenchCompany, rows: readonly RosterRow[]): Promise<void> {
  const outcome = await importRoster(ports, { organization, member, source: 'hr', bytes: rosterFile(rows) })
  if (outcome.kind !== 'accepted') throw new Error(`the roster was not accepted: ${outcome.reasons.join('; ')}`)
}

import { Case } from '@rollcall/control-plane/cases/case.entity'
import { openStates } from '@rollcall/control-plane/cases/case-states'
import type { SimulatedCompany } from '../simulated/simulated-company.ts'
import { daysOnLeave, hasAccess, lostAccessAt } from './expected-access.ts'
import type { HrRow } from './hr-year.ts'

/** Where the product went wrong, in one line for people. */
export type Breach = string

/** What HR has told the product: the rows of the last roster that counted, by person. */
export type Published = ReadonlyMap<string, readonly HrRow[]>

/** Identity and mail go first; the others wait for them that long where they do not answer, and no longer. */
const stageMs = 60_000

interface Look {
  readonly company: SimulatedCompany
  readonly published: Published
  /** Who had an active account in which app at the last look. */
  readonly before: ReadonlySet<string>
}

/** Holds the apps against HR's days. A case that waits for a person excuses what it waits with, and nothing else. */
export async function findBreaches({
  company,
  published,
  before,
}: Look): Promise<{ breaches: readonly Breach[]; active: ReadonlySet<string> }> {
  const { at, organization } = company
  const keys = await personKeys(company)
  const open = await company.ports.database.read((em) => em.find(Case, { organization, state: { $in: [...openStates] } }))
  const waiting = new Set(open.filter(({ state }) => state === 'held' || state === 'needs_person').map(({ person }) => keys.get(person)))
  const active = new Set<string>()
  const breaches: Breach[] = []
  for (const app of ['directory', 'crm', 'payroll'])
    for (const account of company.apps.accounts(app)) {
      // Accounts from before have the person's key as their native id.
      const key = keys.get(account.externalId ?? '') ?? account.nativeId
      const rows = published.get(key) ?? []
      const name = `${key} in ${app} at ${at.toISOString()}`
      if (account.active) active.add(`${key} ${app}`)
      const isDown = company.apps.down.has(app) || waiting.has(key)
      const lostAt = lostAccessAt(rows, new Date(at.getTime() - stageMs))
      if (account.active && !isDown && lostAt !== undefined && !hasAccess(rows, at)) breaches.push(`${name}: still on after the cut-off`)
      const mayBeOff = !hasAccess(rows, at) || daysOnLeave(rows, at) >= 14 || isDown
      const wasOn = before.has(`${key} ${app}`)
      if (!account.active && wasOn && !mayBeOff && app === 'directory') breaches.push(`${name}: switched off although HR says active`)
    }
  for (const [key, rows] of published) {
    if (waiting.has(key) || company.apps.down.has('directory') || daysOnLeave(rows, at) >= 14) continue
    if (hasAccess(rows, at) && !active.has(`${key} directory`))
      breaches.push(`${key} at ${at.toISOString()}: works here and has no directory account`)
  }
  return { breaches, active }
}

async function personKeys({ ports, organization }: SimulatedCompany): Promise<ReadonlyMap<string, string>> {
  const rows = await ports.database.read((em) =>
    em
      .getKysely<{ person: { id: string; person_key: string; organization: string } }>()
      .selectFrom('person')
      .select(['id', 'person_key'])
      .where('organization', '=', organization)
      .execute(),
  )
  return new Map(rows.map(({ id, person_key: key }) => [id, key]))
}

import type { EntityManager } from '@mikro-orm/sql'
import { type Disclosure, disclosureSchema } from '@rollcall/shared/disclosure'
import { ledgerTables } from './ledger-tables.ts'
import type { RangeRequest } from './read-range.ts'

/** The facts behind entries `[from, to)` that still exist, by index of the entry. */
export async function readDisclosures(
  em: EntityManager,
  { organization, from, to }: RangeRequest,
): Promise<ReadonlyMap<number, readonly Disclosure[]>> {
  const rows = await ledgerTables(em)
    .selectFrom('ledger_disclosure')
    .select(['position', 'name', 'salt', 'value'])
    .where('organization', '=', organization)
    .where('position', '>=', from)
    .where('position', '<', to)
    .orderBy('position')
    .orderBy('name')
    .execute()
  const disclosures = new Map<number, readonly Disclosure[]>()
  for (const { position, name, salt, value } of rows)
    disclosures.set(position, [...(disclosures.get(position) ?? []), disclosureSchema.parse({ name, salt, value: JSON.parse(value) })])
  return disclosures
}
